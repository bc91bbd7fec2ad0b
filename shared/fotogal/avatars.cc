#include "fotogal/avatars.h"

#include <nlohmann/json.hpp>

#include "fotogal/account_edit.h"
#include "fotogal/aftermath.h"

namespace fotogal {
namespace {

constexpr std::string_view kBefore = "/v1/images/", kAfter = "/content?size=thumb";

std::optional<ImageRef> AvatarOf(const User& user) {
  std::string_view url = user.image_url;
  if (!url.starts_with(kBefore) || !url.ends_with(kAfter)) return std::nullopt;
  url.remove_prefix(kBefore.size());
  url.remove_suffix(kAfter.size());
  const auto ref = ParseImageRef(url);
  return ref && ref->author == user.id ? ref : std::nullopt;
}

// The avatar is `url` from here on; the job that stands in for this call is `op`.
Outcome<Unit> Switch(Services& services, oci::Call& call, const User& user, const std::string& url,
                     Id op, const Aftermath& aftermath) {
  OCI_ASSIGN_OR_RETURN(const bool switched,
                       SwitchAvatar(services, call, user.id, user.image_url, url));
  const auto finished = FinishAftermath(services, call, op, aftermath);
  if (finished.ok()) (void)ForgetJob(services, call, JobFor(op, kAftermathJob));
  if (!switched) return TryAgain("The avatar is being changed from elsewhere.");
  return Unit{};
}

}  // namespace

std::string AvatarUrl(const ImageRef& ref) {
  return std::string(kBefore) + ToString(ref) + std::string(kAfter);
}

Outcome<User> SetAvatar(Services& services, oci::Call& call, const User& user,
                        const NewImage& image, const Identity& identity) {
  const ImageRef ref{user.id, identity.id};
  Aftermath aftermath;
  aftermath.user_id = user.id;
  aftermath.avatars.push_back(ref);
  if (const auto old = AvatarOf(user)) aftermath.avatars.push_back(*old);
  OCI_RETURN_IF_ERROR(QueueAftermath(services, call, identity.op, aftermath));
  OCI_RETURN_IF_ERROR(StoreImage(services, call, user.id, image, identity));
  OCI_RETURN_IF_ERROR(Switch(services, call, user, AvatarUrl(ref), identity.op, aftermath));
  User now = user;
  now.image_url = AvatarUrl(ref);
  return now;
}

Outcome<Unit> RemoveAvatar(Services& services, oci::Call& call, const User& user) {
  if (user.image_url.empty()) return Unit{};
  const Id op = NewOp(call.Now(), services.random);
  Aftermath aftermath;
  aftermath.user_id = user.id;
  if (const auto old = AvatarOf(user)) aftermath.avatars.push_back(*old);
  OCI_RETURN_IF_ERROR(QueueAftermath(services, call, op, aftermath));
  return Switch(services, call, user, "", op, aftermath);
}

}  // namespace fotogal
