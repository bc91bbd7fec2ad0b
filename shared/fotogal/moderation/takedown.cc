#include "fotogal/moderation/takedown.h"

#include <optional>

#include "fotogal/account/avatars.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/removal.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/moderation/report_list.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comments.h"

namespace fotogal {
namespace {

constexpr int kRemembered = 1;  // days in which the removal of a comment can be repeated

// Tells the owner; by mail once, or twice when a call dies between the two.
Outcome<Unit> Tell(const Context& context, const NewNotification& notification, MailKind mail) {
  OCI_ASSIGN_OR_RETURN(const bool told, IsTold(context, notification));
  std::optional<JobRef> queued;
  if (!told) {
    OCI_ASSIGN_OR_RETURN(queued, QueueMail(context, {.user = notification.user_id,
                                                     .mail = mail,
                                                     .reason = notification.reason}));
  }
  OCI_RETURN_IF_ERROR(Notify(context, notification));
  SendQueued(context, queued);
  return Unit{};
}

// The account's row names its avatar.
Outcome<Unit> TakeFromAccount(const Context& context, const ImageRef& avatar) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(context, avatar.author));
  if (!user || AvatarOf(*user) != avatar) return Unit{};
  return RemoveAvatar(context, *user);
}

std::string RemovalKey(const std::string& thing) { return "taken down:" + thing; }

}  // namespace

Outcome<TakenDown> TakeDownImage(const Context& context, const ImageRef& ref,
                                 const std::string& reason) {
  const auto until = ToMillis(context.Now() + schema::kRemovedKept);
  OCI_RETURN_IF_ERROR(RemoveImageForAppeal(context, ref, until));
  OCI_ASSIGN_OR_RETURN(const auto image, FindImageRow(context, ref));
  if (!image) return NotFound();
  if (image->is_avatar) OCI_RETURN_IF_ERROR(TakeFromAccount(context, ref));
  // Not kept: its author has removed it.
  if (image->kept_until != 0) {
    OCI_RETURN_IF_ERROR(Tell(context,
                             {.user_id = ref.author,
                              .kind = NotificationKind::kImageRemoved,
                              .image_id = ref.image,
                              .reason = reason},
                             MailKind::kImageRemoved));
  }
  const std::string thing = "image:" + ToString(ref);
  OCI_RETURN_IF_ERROR(SettleReports(context, thing, ReportState::kActed));
  return TakenDown{thing, image->kept_until};
}

Outcome<TakenDown> TakeDownComment(const Context& context, const ImageRef& image, CommentId id,
                                   const std::string& reason) {
  const std::string thing = "comment:" + ToString(image) + "/" + ToBase36(id);
  OCI_ASSIGN_OR_RETURN(const auto comment, FindComment(context, image, id));
  if (comment) {
    OCI_RETURN_IF_ERROR(IdentityFor(context, kNobody, RemovalKey(thing), "", kRemembered));
    // Before the removal, after which nobody knows whose it was.
    OCI_RETURN_IF_ERROR(Tell(context,
                             {.user_id = comment->user_id,
                              .kind = NotificationKind::kCommentRemoved,
                              .comment_id = id,
                              .reason = reason},
                             MailKind::kCommentRemoved));
    OCI_RETURN_IF_ERROR(RemoveComment(context, image, id));
  } else {
    OCI_ASSIGN_OR_RETURN(const auto before, FindIdentity(context, kNobody, RemovalKey(thing), ""));
    if (!before) return NotFound();
  }
  OCI_RETURN_IF_ERROR(SettleReports(context, thing, ReportState::kActed));
  return TakenDown{thing, 0};
}

}  // namespace fotogal
