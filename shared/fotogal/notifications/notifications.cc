#include "fotogal/notifications/notifications.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/notifications/notifications_statements.h"
#include "fotogal/notifications/push_queue.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kDays = static_cast<int>(schema::kFeedWindow.count());
constexpr int kMostInOneInstant = 20;

// Of the image, where it is not the person who is told; else 0.
UserId AuthorOf(const NewNotification& notification) {
  return notification.author_id == notification.user_id ? UserId() : notification.author_id;
}

// What tells of comments is told once for each comment, other likes once for each image.
bool IsOfComments(NotificationKind kind) {
  return kind == NotificationKind::kCommented || kind == NotificationKind::kReplied ||
         kind == NotificationKind::kCommentLiked;
}

// "" where the image is of the person who is told.
std::string OfAuthor(const NewNotification& notification) {
  const UserId author = AuthorOf(notification);
  return author == 0 ? "" : ":" + ToBase36(author);
}

std::string KeyOf(const NewNotification& notification) {
  return "notice:" + NameOf(notification.kind) + ":" + ToBase36(notification.actor_id) + ":" +
         ToBase36(notification.image_id) + ":" + ToBase36(notification.comment_id) +
         OfAuthor(notification);
}

bool IsFolded(NotificationKind notification) {
  return notification == NotificationKind::kLiked || IsOfComments(notification);
}

// What one person does of one kind within an hour of the clock has one key, and another after each
// kMostFolded.
std::string FoldKey(const NewNotification& notification, NotificationId id, int fold) {
  const auto hour = std::chrono::floor<std::chrono::hours>(TimeOf(id)).time_since_epoch().count();
  return "notices:" + NameOf(notification.kind) + ":" + ToBase36(notification.actor_id) + ":" +
         std::to_string(hour) + ":" + std::to_string(fold) + OfAuthor(notification);
}

// The row of that identity, for a notification asked for at `asked`.
ReservedNotification InFold(NotificationId id, const Identity& fold, oci::TimePoint asked) {
  return {id, fold.id, TimeOf(fold.id) < std::chrono::floor<std::chrono::milliseconds>(asked)};
}

Outcome<ReservedNotification> ReserveFold(const Context& context,
                                          const NewNotification& notification, NotificationId id,
                                          int fold) {
  const auto asked = context.Now();
  OCI_ASSIGN_OR_RETURN(
      const auto identity,
      IdentityFor(context, notification.user_id, FoldKey(notification, id, fold), "", kDays));
  return InFold(id, identity, asked);
}

// Whether the row is of this kind and actor, and so the one that was sought.
bool IsOf(const NotificationRow& row, const NewNotification& notification) {
  if (row.kind != notification.kind || row.actor != notification.actor_id ||
      row.author != AuthorOf(notification))
    return false;
  return IsFolded(notification.kind) ||
         (row.image == notification.image_id && row.comment == notification.comment_id);
}

template <class T>
bool IsAmong(const T& sought, const T& first, const std::vector<T>& others) {
  return first == sought || std::ranges::find(others, sought) != others.end();
}

bool Tells(const NotificationRow& row, const NewNotification& notification) {
  if (!IsFolded(notification.kind)) return true;
  if (IsOfComments(notification.kind))
    return IsAmong(notification.comment_id, row.comment, row.comments);
  return IsAmong(notification.image_id, row.image, row.images);
}

bool IsFull(const NotificationRow& row) { return row.images.size() + 1 >= kMostFolded; }

// One more in a row that is there; false: it is not, is full or tells of it already.
Outcome<bool> Fold(const Context& context, const NewNotification& notification,
                   NotificationId row) {
  const bool is_comment = IsOfComments(notification.kind);
  const Id member = is_comment ? notification.comment_id.value() : notification.image_id.value();
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(is_comment ? kNotificationsFoldComment
                                                                    : kNotificationsFoldLike,
                                                         {{"$u", notification.user_id},
                                                          {"$id", row},
                                                          {"$k", notification.kind},
                                                          {"$a", notification.actor_id},
                                                          {"$i", notification.image_id},
                                                          {"$c", notification.comment_id},
                                                          {"$m", member},
                                                          {"$now", ToMillis(context.Now())},
                                                          {"$most", kMostFolded - 1}},
                                                         Repeated::kSame));
  return UpdatedOne(items);
}

}  // namespace

NotificationRow RowOf(const NewNotification& notification, NotificationId id) {
  return {.user = notification.user_id,
          .id = id,
          .kind = notification.kind,
          .actor = notification.actor_id,
          .image = notification.image_id,
          .comment = notification.comment_id,
          .created_ts = ToMillis(TimeOf(id)),
          .told_ts = ToMillis(TimeOf(id)),
          .reason = notification.reason,
          .author = AuthorOf(notification)};
}

namespace {

enum class Telling { kFull, kNow, kBefore };

// Tells it in that row, a new one or one that is there; kFull: the row is full without it.
Outcome<Telling> TellIn(const Context& context, const NewNotification& notification,
                        NotificationId row, int days) {
  constexpr int kTries = 10;  // each needs another of them to have got into the row
  // Several things may happen to one person in one instant.
  for (Id free = row.value(); free < row.value() + kMostInOneInstant; ++free) {
    for (int attempt = 0; attempt < kTries; ++attempt) {
      OCI_ASSIGN_OR_RETURN(const auto inserted, context.Insert(RowOf(notification, free), days));
      if (inserted.written) return Telling::kNow;
      const auto& standing = inserted.existing;
      if (!standing || !IsOf(*standing, notification)) break;
      if (Tells(*standing, notification)) return Telling::kBefore;
      if (IsFull(*standing)) return Telling::kFull;
      OCI_ASSIGN_OR_RETURN(const bool folded, Fold(context, notification, free));
      if (folded) return Telling::kNow;
    }
  }
  return TryAgain("Too much happens in one instant.");
}

bool MayBePushed(const Context& context, const NewNotification& notification) {
  return context.services.config.pushes.is_on() && IsPushedKind(notification.kind) &&
         notification.user_id != notification.actor_id;
}

}  // namespace

std::string NameOf(NotificationKind kind) { return Json(kind).get<std::string>(); }

Outcome<bool> IsTold(const Context& context, const NewNotification& notification) {
  OCI_ASSIGN_OR_RETURN(const auto identity,
                       FindIdentity(context, notification.user_id, KeyOf(notification), ""));
  return identity.has_value();
}

Outcome<ReservedNotification> ReserveNotification(const Context& context,
                                                  const NewNotification& notification) {
  if (notification.user_id == notification.actor_id) return ReservedNotification{};
  // A comment is told once by its own id; its row remembers whom it tells of.
  if (notification.kind == NotificationKind::kCommented ||
      notification.kind == NotificationKind::kReplied)
    return ReserveFold(context, notification, notification.comment_id.value(), 0);
  if (!IsFolded(notification.kind)) {
    OCI_ASSIGN_OR_RETURN(const auto identity, IdentityFor(context, notification.user_id,
                                                          KeyOf(notification), "", kDays));
    return ReservedNotification{.id = identity.id, .row = identity.id};
  }
  const auto asked = context.Now();
  const NotificationId now = context.NewId();
  OCI_ASSIGN_OR_RETURN(const auto identities,
                       IdentitiesFor(context, notification.user_id,
                                     {KeyOf(notification), FoldKey(notification, now, 0)}, kDays));
  const auto& [identity, fold] = identities;
  // Of what has happened before, in another hour, the row is another.
  if (FoldKey(notification, identity.id, 0) != FoldKey(notification, now, 0))
    return ReservedNotification{.id = identity.id};
  // What has been told before is most likely in the row.
  const bool is_new = TimeOf(identity.id) >= TimeOf(now);
  ReservedNotification reserved = InFold(identity.id, fold, asked);
  reserved.row_stands = reserved.row_stands && is_new;
  return reserved;
}

namespace {

Outcome<Telling> Tell(const Context& context, const NewNotification& notification,
                      const ReservedNotification& reserved) {
  const NotificationId id = reserved.id;
  const auto age =
      std::chrono::duration_cast<std::chrono::days>(context.Now() - TimeOf(id)).count();
  if (id == 0 || age >= kDays) return Telling::kBefore;
  constexpr int kMostFolds = 1000;  // of an hour: more than the budgets let anybody do
  for (int fold = 0; fold < kMostFolds; ++fold) {
    ReservedNotification place = reserved;
    if (fold > 0 || place.row == 0) {
      OCI_ASSIGN_OR_RETURN(place, ReserveFold(context, notification, id, fold));
    }
    if (place.row_stands) {
      OCI_ASSIGN_OR_RETURN(const bool folded, Fold(context, notification, place.row));
      if (folded) return Telling::kNow;
    }
    OCI_ASSIGN_OR_RETURN(const Telling told,
                         TellIn(context, notification, place.row, kDays - static_cast<int>(age)));
    if (told != Telling::kFull) return told;
  }
  return TryAgain("Too much happens in one hour.");
}

// What was told before is in the list again, and rings no device a second time. But the call that
// told it may be this one, sent again because it ended before the push was queued.
bool Rings(const Context& context, NotificationId id, Telling told) {
  return told == Telling::kNow || (id != 0 && context.Now() - TimeOf(id) < kLongestCall);
}

Outcome<Unit> NotifyAndPush(const Context& context, const NewNotification& notification) {
  auto [reserved, takes_pushes] =
      oci::InParallel([&] { return ReserveNotification(context, notification); },
                      [&] { return TakesPushes(context, notification.user_id); });
  OCI_RETURN_IF_ERROR(reserved);
  OCI_RETURN_IF_ERROR(takes_pushes);
  OCI_ASSIGN_OR_RETURN(const Telling told, Tell(context, notification, *reserved));
  if (!*takes_pushes || !Rings(context, reserved->id, told)) return Unit{};
  return QueuePush(context, RowOf(notification, reserved->id));
}

}  // namespace

Outcome<Unit> NotifyReserved(const Context& context, const NewNotification& notification,
                             const ReservedNotification& reserved) {
  OCI_RETURN_IF_ERROR(Tell(context, notification, reserved));
  return Unit{};
}

Outcome<Unit> Notify(const Context& context, const NewNotification& notification) {
  if (MayBePushed(context, notification)) return NotifyAndPush(context, notification);
  OCI_ASSIGN_OR_RETURN(const auto reserved, ReserveNotification(context, notification));
  return NotifyReserved(context, notification, reserved);
}

Outcome<NotificationReader> FindNotificationReader(const Context& context, UserId user_id) {
  OCI_ASSIGN_OR_RETURN(const auto row, context.Get(schema::kUsers, KeyOfUser(user_id),
                                                   oci::nosql::Consistency::kEventual));
  if (!row) return NotificationReader{};
  return NotificationReader{SummaryOf(RowFrom<User>(row->value)),
                            NumberOf<std::int64_t>(row->value, "notifications_read_ts")};
}

Outcome<Unit> MarkNotificationsRead(const Context& context, UserId user_id, std::int64_t until_ms) {
  OCI_RETURN_IF_ERROR(context.Execute(kNotificationsMarkRead, {{"$u", user_id}, {"$t", until_ms}},
                                      Repeated::kSame));
  return Unit{};
}

}  // namespace fotogal
