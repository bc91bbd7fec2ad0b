// What happened to somebody, gone after 90 days. What one person likes of another's within an hour
// is one row, so is what they comment; anything else is a row each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/notifications/notification_row.h"
#include "fotogal/people/people.h"

namespace fotogal {

std::string NameOf(NotificationKind kind);

struct NewNotification {
  UserId user_id = 0;  // who is told
  NotificationKind kind = NotificationKind::kFollowed;
  UserId actor_id = 0;
  ImageId image_id = 0;  // 0: none
  CommentId comment_id =
      0;  // of a comment; other notifications of one kind, actor and image are one
  std::string reason = {};  // of a removal
  UserId author_id = 0;     // of the image; 0: user_id
};

// Idempotent: told again within the 90 days, it is still told once. Nobody is told what they did
// themselves. Comments, replies, mentions and requests go to the devices that take pushes, too
// (push_queue.h), when they are told; told again, only within a minute: somebody who asks, takes it
// back and asks again rings once.
Outcome<Unit> Notify(const Context& context, const NewNotification& notification);
// The row that tells of this alone.
NotificationRow RowOf(const NewNotification& notification, NotificationId id);
// Whether it was told within the 90 days, or a call is about to.
Outcome<bool> IsTold(const Context& context, const NewNotification& notification);
// Notify in two steps, so that the first runs beside the write that it tells of: until the second,
// nobody is told.
struct ReservedNotification {
  NotificationId id = 0;    // made when it happened; 0: nobody is to be told
  NotificationId row = 0;   // where it is told; 0: not known yet
  bool row_stands = false;  // as far as is known: others have been told there
};
Outcome<ReservedNotification> ReserveNotification(const Context& context,
                                                  const NewNotification& notification);
Outcome<Unit> NotifyReserved(const Context& context, const NewNotification& notification,
                             const ReservedNotification& reserved);

inline constexpr int kMostFolded = 50;  // in one row; the next begins another

struct Notification {
  NotificationId id = 0;
  NotificationKind kind = NotificationKind::kFollowed;
  Summary actor{};               // of a removal nobody: id 0
  ImageRef image{};              // of the latest; image 0: none
  CommentId comment_id = 0;      // of the latest, where it is about a comment; 0: none
  std::string text = {};         // its words
  std::optional<Image> shown{};  // the image, to show it
  int count = 1;                 // of those that it tells of and that still stand
  std::int64_t told_ts = 0;      // ms; of the latest
  std::string reason = {};       // of a removal
};

struct NotificationPage {
  std::vector<Notification> items;
  std::vector<Summary> authors;  // of the images that the items show
  bool more = false;
  NotificationId last = 0;  // of the rows scanned
};

// In the order in which rows began, newest first, and within a page by the latest that each tells;
// left out is what was of blocked and deleted people, what the reader may not see any more, and
// what stands no more: removed images, likes, comments, follows and requests taken back, and
// mentions that are written no more. `before` 0: from the newest. EVENTUAL.
Outcome<NotificationPage> ReadNotifications(const Context& context, UserId user_id,
                                            NotificationId before, int limit);

// The same for one row, whether it is in the table or not: nullopt, the reader would not see it.
Outcome<std::optional<Notification>> FindStanding(const Context& context,
                                                  const NotificationRow& row);

// Whether one of the page is newer than that moment.
bool IsNewer(const NotificationPage& page, std::int64_t read_until_ms);
// Whether one that would be listed, older than `before` (0: of all), is newer than that moment.
Outcome<bool> HasUnread(const Context& context, UserId user_id, NotificationId before,
                        std::int64_t read_until_ms);

// Who reads them, and the moment (milliseconds) up to which they are read; 0: none. EVENTUAL.
struct NotificationReader {
  Summary person;
  std::int64_t read_until = 0;
};
Outcome<NotificationReader> FindNotificationReader(const Context& context, UserId user_id);
// Read up to that moment (milliseconds); it never moves back.
Outcome<Unit> MarkNotificationsRead(const Context& context, UserId user_id, std::int64_t until_ms);

}  // namespace fotogal
