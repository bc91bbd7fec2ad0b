#include "fotogal/account/account_change.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/follows.h"

namespace fotogal {
namespace {

bool SameListing(const User& a, const User& b) {
  return a.username == b.username && a.full_name == b.full_name &&
         a.is_professional == b.is_professional;
}

// What the directory takes of an account, filled in.
User As(const Listing& listing, UserId id) {
  User user;
  user.id = id;
  user.username = listing.username;
  user.full_name = listing.full_name;
  user.is_professional = listing.is_professional;
  return user;
}

// Makes the directory contain the account's terms and no others.
Outcome<Unit> RepairDirectory(const Context& context, const AccountChange& change,
                              const std::optional<User>& current) {
  for (const auto& listed : change.listed) {
    OCI_RETURN_IF_ERROR(
        RemoveFromDirectory(context, As(listed, change.user), current ? &*current : nullptr));
  }
  if (change.listed.empty()) return Unit{};
  // Another change may have happened meanwhile: to a term that was just removed, or from one that
  // was just added.
  OCI_ASSIGN_OR_RETURN(auto now, FindUser(context, change.user));
  while (now) {
    OCI_RETURN_IF_ERROR(AddToDirectory(context, *now));
    const User added = *now;
    OCI_ASSIGN_OR_RETURN(now, FindUser(context, change.user));
    if (now && SameListing(added, *now)) break;
    OCI_RETURN_IF_ERROR(RemoveFromDirectory(context, added, now ? &*now : nullptr));
  }
  return Unit{};
}

Outcome<Unit> ApproveWaiting(const Context& context, Op op, UserId user_id) {
  // Another id than that of this change's own job, but always the same one.
  OCI_ASSIGN_OR_RETURN(const auto job, QueueApproveAll(context, Op(op.value() ^ 1), user_id));
  StartJob(context, job);
  return Unit{};
}

// All except the present one; for one whose call died before its row was written, the objects.
// (Where an older release has stored them in its folder, sweep finds them.)
Outcome<Unit> RemoveAvatars(const Context& context, Op op, const AccountChange& change,
                            const std::optional<ImageRef>& in_use) {
  for (const ImageId image : change.avatars) {
    const ImageRef avatar{change.user, image};
    if (avatar == in_use) continue;
    OCI_RETURN_IF_ERROR(DeleteObjects(context, AvatarNameOf(avatar, op)));
    OCI_RETURN_IF_ERROR(RemoveImage(context, avatar));
  }
  return Unit{};
}

}  // namespace

Listing ListingOf(const User& user) {
  return {user.username, user.full_name, user.is_professional};
}

Outcome<JobRef> QueueAccountChange(const Context& context, Op op, const AccountChange& change) {
  return QueueJob(context, op, change);
}

Outcome<StepResult> FinishAccountChange(const Context& context, Op op,
                                        const AccountChange& change) {
  const UserId user_id = change.user;
  bool done = true;
  if (!change.signed_up_as.empty()) {
    OCI_ASSIGN_OR_RETURN(done, RepairSignUp(context, user_id, change.signed_up_as));
  }
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(context, user_id));
  for (const auto& name : change.names) {
    OCI_ASSIGN_OR_RETURN(const bool tidy, RepairName(context, user_id, name));
    done = done && tidy;
  }
  OCI_RETURN_IF_ERROR(RepairDirectory(context, change, user));
  const auto result = done ? StepResult::kDone : StepResult::kMore;
  if (!user) return result;
  if (change.hides && user->is_private) OCI_RETURN_IF_ERROR(EndPhotoAccess(context, user_id));
  if (change.approve && !user->is_private)
    OCI_RETURN_IF_ERROR(ApproveWaiting(context, op, user_id));
  OCI_RETURN_IF_ERROR(RemoveAvatars(context, op, change, AvatarOf(*user)));
  if (!change.password_hash.empty() &&
      change.password_hash == Sha256Base64Url(user->password_hash)) {
    OCI_RETURN_IF_ERROR(EndSessionsOf(context, user_id, change.kept_session));
  }
  return result;
}

Outcome<Unit> EraseAccountChange(const Context& context, const AccountChange& change,
                                 const std::set<std::string>& kept) {
  for (const auto& listed : change.listed)
    OCI_RETURN_IF_ERROR(RemoveFromDirectory(context, As(listed, change.user), nullptr));
  for (const auto& name : change.names) {
    if (!kept.contains(name)) OCI_RETURN_IF_ERROR(ReleaseName(context, change.user, name));
  }
  return Unit{};
}

Outcome<StepResult> AccountChangeStep(JobRun& run, const AccountChange& change) {
  OCI_ASSIGN_OR_RETURN(const auto result, FinishAccountChange(run.context, run.ref.id, change));
  if (result == StepResult::kMore) run.resume_at = run.context.Now() + schema::kReservation;
  return result;
}

}  // namespace fotogal
