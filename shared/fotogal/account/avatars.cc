
#include "fotogal/account/avatars.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/account_change.h"
#include "fotogal/account/account_edit.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/people/user.h"

namespace fotogal {
namespace {

// Sets the avatar to `text` (images/avatar_url.h); the job `op` finishes the work if this call
// dies.
Outcome<Unit> Switch(const Context& context, const User& user, const std::string& text, Op op,
                     const AccountChange& change) {
  OCI_ASSIGN_OR_RETURN(const bool switched, SwitchAvatar(context, user.id, user.image_url, text));
  const auto finished = FinishAccountChange(context, op, change);
  if (finished.ok()) (void)ForgetJob(context, JobFor<AccountChange>(op));
  if (!switched) return TryAgain("The avatar is being changed from elsewhere.");
  return Unit{};
}

}  // namespace

Outcome<User> SetAvatar(const Context& context, const User& user, const NewImage& image,
                        const Identity& identity) {
  const ImageRef ref{user.id, identity.id};
  AccountChange change;
  change.user = user.id;
  change.avatars.push_back(ref.image);
  if (const auto old = AvatarOf(user)) change.avatars.push_back(old->image);
  OCI_RETURN_IF_ERROR(QueueAccountChange(context, identity.op, change));
  OCI_ASSIGN_OR_RETURN(const Image stored, StoreImage(context, user.id, image, identity));
  User now = user;
  now.image_url = AvatarText(stored);
  OCI_RETURN_IF_ERROR(Switch(context, user, now.image_url, identity.op, change));
  return now;
}

Outcome<Unit> RemoveAvatar(const Context& context, const User& user) {
  if (user.image_url.empty()) return Unit{};
  const Op op = context.NewOp();
  AccountChange change;
  change.user = user.id;
  if (const auto old = AvatarOf(user)) change.avatars.push_back(old->image);
  OCI_RETURN_IF_ERROR(QueueAccountChange(context, op, change));
  return Switch(context, user, "", op, change);
}

}  // namespace fotogal
