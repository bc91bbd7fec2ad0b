#include "fotogal/notifications/push_queue.h"

#include "fotogal/base/rows.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

bool IsPushedKind(NotificationKind kind) {
  return kind == NotificationKind::kCommented || kind == NotificationKind::kReplied ||
         kind == NotificationKind::kMentioned || kind == NotificationKind::kRequested;
}

Outcome<bool> TakesPushes(const Context& context, UserId user) {
  OCI_ASSIGN_OR_RETURN(const auto row, context.Get(schema::kUsers, KeyOfUser(user),
                                                   oci::nosql::Consistency::kEventual));
  return row && RowFrom<User>(row->value).takes_pushes;
}

Outcome<Unit> QueuePush(const Context& context, const NotificationRow& row) {
  OCI_ASSIGN_OR_RETURN(const auto job,
                       QueueJob(context, context.NewOp(),
                                PushJob{.user = row.user,
                                        .notification = row.id,
                                        .kind = nlohmann::json(row.kind).get<std::string>(),
                                        .actor = row.actor,
                                        .author = row.author,
                                        .image = row.image,
                                        .comment = row.comment}));
  StartJob(context, job);
  return Unit{};
}

}  // namespace fotogal
