
#include "fotogal/account/avatars.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/account_change.h"
#include "fotogal/account/account_edit.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/people/user.h"

namespace fotogal {
namespace {

// The avatar is `url` from here on; the job that stands in for this call is `op`.
Outcome<Unit> Switch(Services& services, oci::Call& call, const User& user, const std::string& url,
                     Id op, const AccountChange& change) {
  OCI_ASSIGN_OR_RETURN(const bool switched,
                       SwitchAvatar(services, call, user.id, user.image_url, url));
  const auto finished = FinishAccountChange(services, call, op, change);
  if (finished.ok()) (void)ForgetJob(services, call, JobFor(op, kAccountChangeJob));
  if (!switched) return TryAgain("The avatar is being changed from elsewhere.");
  return Unit{};
}

}  // namespace

Outcome<User> SetAvatar(Services& services, oci::Call& call, const User& user,
                        const NewImage& image, const Identity& identity) {
  const ImageRef ref{user.id, identity.id};
  AccountChange change;
  change.user_id = user.id;
  change.avatars.push_back(ref);
  if (const auto old = AvatarOf(user)) change.avatars.push_back(*old);
  OCI_RETURN_IF_ERROR(QueueAccountChange(services, call, identity.op, change));
  OCI_RETURN_IF_ERROR(StoreImage(services, call, user.id, image, identity));
  OCI_RETURN_IF_ERROR(Switch(services, call, user, AvatarUrl(ref), identity.op, change));
  User now = user;
  now.image_url = AvatarUrl(ref);
  return now;
}

Outcome<Unit> RemoveAvatar(Services& services, oci::Call& call, const User& user) {
  if (user.image_url.empty()) return Unit{};
  const Id op = NewOp(call.Now(), services.random);
  AccountChange change;
  change.user_id = user.id;
  if (const auto old = AvatarOf(user)) change.avatars.push_back(*old);
  OCI_RETURN_IF_ERROR(QueueAccountChange(services, call, op, change));
  return Switch(services, call, user, "", op, change);
}

}  // namespace fotogal
