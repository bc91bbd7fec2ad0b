// The rows of the table `notifications`.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "fotogal/base/ids.h"
#include "fotogal/base/row.h"
#include "fotogal/base/schema.h"

namespace fotogal {

enum class NotificationKind {
  kUnknown,    // of a newer release, written before somebody went back to this one
  kFollowed,   // the actor follows you
  kRequested,  // asks to
  kApproved,   // let you follow
  kLiked,      // one of your images
  kCommented,
  kReplied,         // answers a comment of yours
  kCommentLiked,    // likes one
  kImageRemoved,    // a moderator has removed one of your images; nobody is the actor
  kCommentRemoved,  // or one of your comments
};
// As rows and the API spell them.
NLOHMANN_JSON_SERIALIZE_ENUM(NotificationKind,
                             {{NotificationKind::kUnknown, nullptr},
                              {NotificationKind::kFollowed, "followed"},
                              {NotificationKind::kRequested, "requested"},
                              {NotificationKind::kApproved, "approved"},
                              {NotificationKind::kLiked, "liked"},
                              {NotificationKind::kCommented, "commented"},
                              {NotificationKind::kReplied, "replied"},
                              {NotificationKind::kCommentLiked, "comment_liked"},
                              {NotificationKind::kImageRemoved, "image_removed"},
                              {NotificationKind::kCommentRemoved, "comment_removed"}})

// Told by the service, not by a person.
inline bool IsOfModerators(NotificationKind kind) {
  return kind == NotificationKind::kImageRemoved || kind == NotificationKind::kCommentRemoved;
}

// Tells of one thing, and where likes or comments of one person are folded, of more: `images` and
// `comments` go together, in the order in which it happened, and all images are of one author. Old
// rows have no such columns.
struct NotificationRow {
  static constexpr auto kTable = schema::kNotifications;

  UserId user = 0;  // who is told
  NotificationId id = 0;
  NotificationKind kind = NotificationKind::kUnknown;
  UserId actor = 0;
  ImageId image = 0;
  CommentId comment = 0;
  std::int64_t created_ts = 0, told_ts = 0;  // ms; told_ts: of the latest that it tells of
  std::vector<ImageId> images{};
  std::vector<CommentId> comments{};
  std::string reason{};  // of a removal, in the moderator's words
  UserId author{};       // of the images; 0: they are of the person who is told

  static constexpr auto Columns() {
    return std::tuple(
        Column("user_id", &NotificationRow::user), Column("id", &NotificationRow::id),
        Column("kind", &NotificationRow::kind), Column("actor_id", &NotificationRow::actor),
        Column("image_id", &NotificationRow::image),
        Column("comment_id", &NotificationRow::comment),
        Column("created_ts", &NotificationRow::created_ts),
        Column("told_ts", &NotificationRow::told_ts), Column("images", &NotificationRow::images),
        Column("comments", &NotificationRow::comments), Column("reason", &NotificationRow::reason),
        Column("author_id", &NotificationRow::author));
  }
};

}  // namespace fotogal
