// What happened to somebody: one row each, gone after 90 days.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fotogal/ids.h"
#include "fotogal/people.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

enum class Notice { kFollowed, kRequested, kApproved, kLiked, kCommented };

// "followed": actor follows you; "requested": asks to; "approved": let you follow; "liked",
// "commented": one of your images.
const char* NameOf(Notice notice);

struct NewNotice {
  Id user_id = 0;  // who is told
  Notice notice = Notice::kFollowed;
  Id actor_id = 0;
  Id image_id = 0;    // of user_id; 0: none
  Id comment_id = 0;  // makes comments differ; other notices of one kind, actor and image are one
};

// Idempotent: told again within the 90 days, it stays one row. Nobody is told what they did
// themselves.
Outcome<Unit> Notify(Services& services, oci::Call& call, const NewNotice& notice);
// Notify in two steps, so that the first runs beside the write that it tells of: until the second,
// nobody is told.
Outcome<Id> ReserveNotice(Services& services, oci::Call& call, const NewNotice& notice);
Outcome<Unit> TellReserved(Services& services, oci::Call& call, const NewNotice& notice, Id id);

struct Notification {
  Id id = 0;
  Notice notice = Notice::kFollowed;
  Summary actor;
  Id image_id = 0;
};

struct NotificationPage {
  std::vector<Notification> items;
  bool more = false;
  Id last = 0;  // of the rows scanned
};

// Newest first; left out is what was of blocked and deleted people, and what stands no more:
// removed images, likes, comments, follows and requests taken back. `before` 0: from the newest.
// EVENTUAL.
Outcome<NotificationPage> ReadNotifications(Services& services, oci::Call& call, Id user_id,
                                            Id before, int limit);

// Whether one that would be listed, older than `before` (0: of all), is newer than that moment.
Outcome<bool> HasUnread(Services& services, oci::Call& call, Id user_id, Id before,
                        std::int64_t read_until_ms);

// The moment (milliseconds) up to which they are read; 0: none. EVENTUAL.
Outcome<std::int64_t> NotificationsReadUntil(Services& services, oci::Call& call, Id user_id);
// Read up to that moment (milliseconds); it never moves back.
Outcome<Unit> MarkNotificationsRead(Services& services, oci::Call& call, Id user_id,
                                    std::int64_t until_ms);

}  // namespace fotogal
