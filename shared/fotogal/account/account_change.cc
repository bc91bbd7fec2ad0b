#include "fotogal/account/account_change.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "fotogal/social/follows.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

bool SameListing(const User& a, const User& b) {
  return a.username == b.username && a.full_name == b.full_name &&
         a.is_professional == b.is_professional;
}

// The directory holds the account's terms and none of those that are not its own.
Outcome<Unit> TidyDirectory(const Context& context, const AccountChange& change,
                            const std::optional<User>& current) {
  for (const auto& listed : change.listed) {
    OCI_RETURN_IF_ERROR(RemoveFromDirectory(context, listed, current ? &*current : nullptr));
  }
  if (change.listed.empty()) return Unit{};
  // Another change may have come about meanwhile: to a term that was just removed, or away from one
  // that was just added.
  OCI_ASSIGN_OR_RETURN(auto now, FindUser(context, change.user_id));
  while (now) {
    OCI_RETURN_IF_ERROR(AddToDirectory(context, *now));
    const User added = *now;
    OCI_ASSIGN_OR_RETURN(now, FindUser(context, change.user_id));
    if (now && SameListing(added, *now)) break;
    OCI_RETURN_IF_ERROR(RemoveFromDirectory(context, added, now ? &*now : nullptr));
  }
  return Unit{};
}

Outcome<Unit> ApproveWaiting(const Context& context, Id op, Id user_id) {
  // Another id than this change's own job, and the same one each time.
  OCI_ASSIGN_OR_RETURN(const auto job, QueueApproveAll(context, op ^ 1, user_id));
  StartJob(context, job);
  return Unit{};
}

// All but the one in use; of one that died before its row was written, the object.
Outcome<Unit> RemoveAvatars(const Context& context, Id op, const std::vector<ImageRef>& avatars,
                            const std::string& in_use) {
  for (const auto& avatar : avatars) {
    if (AvatarUrl(avatar) == in_use) continue;
    OCI_RETURN_IF_ERROR(DeleteObjects(context, ObjectNameOf(avatar, op)));
    OCI_RETURN_IF_ERROR(RemoveImage(context, avatar));
  }
  return Unit{};
}

}  // namespace

Json ToJson(const AccountChange& change) {
  Json listed = Json::array();
  for (const auto& user : change.listed) {
    listed.push_back({{"username", user.username},
                      {"full_name", user.full_name},
                      {"is_professional", user.is_professional}});
  }
  Json avatars = Json::array();
  for (const auto& avatar : change.avatars) avatars.push_back(avatar.image);
  return {{"user", change.user_id},
          {"signed_up_as", change.signed_up_as},
          {"names", change.names},
          {"listed", listed},
          {"approve", change.approve},
          {"avatars", avatars},
          {"password_hash", change.password_hash},
          {"kept_session", change.kept_session}};
}

void FromJson(const Json& json, AccountChange& change) {
  change.user_id = json.at("user").get<Id>();
  change.signed_up_as = TextOf(json, "signed_up_as");
  change.names = json.at("names").get<std::vector<std::string>>();
  for (const auto& item : json.at("listed")) {
    User user;
    user.id = change.user_id;
    user.username = item.at("username").get<std::string>();
    user.full_name = item.at("full_name").get<std::string>();
    user.is_professional = item.at("is_professional").get<bool>();
    change.listed.push_back(std::move(user));
  }
  change.approve = json.at("approve").get<bool>();
  for (const auto& image : json.at("avatars"))
    change.avatars.push_back({change.user_id, image.get<Id>()});
  change.password_hash = json.at("password_hash").get<std::string>();
  change.kept_session = json.at("kept_session").get<std::string>();
}

Outcome<JobRef> QueueAccountChange(const Context& context, Id op, const AccountChange& change) {
  return QueueJob(context, op, change);
}

Outcome<StepResult> FinishAccountChange(const Context& context, Id op,
                                        const AccountChange& change) {
  const Id user_id = change.user_id;
  bool done = true;
  if (!change.signed_up_as.empty()) {
    OCI_ASSIGN_OR_RETURN(done, TidySignUp(context, user_id, change.signed_up_as));
  }
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(context, user_id));
  for (const auto& name : change.names) {
    OCI_ASSIGN_OR_RETURN(const bool tidy, TidyName(context, user_id, name));
    done = done && tidy;
  }
  OCI_RETURN_IF_ERROR(TidyDirectory(context, change, user));
  const auto result = done ? StepResult::kDone : StepResult::kMore;
  if (!user) return result;
  if (change.approve && !user->is_private)
    OCI_RETURN_IF_ERROR(ApproveWaiting(context, op, user_id));
  OCI_RETURN_IF_ERROR(RemoveAvatars(context, op, change.avatars, user->image_url));
  if (!change.password_hash.empty() &&
      change.password_hash == Sha256Base64Url(user->password_hash)) {
    OCI_RETURN_IF_ERROR(EndSessionsOf(context, user_id, change.kept_session));
  }
  return result;
}

Outcome<Unit> EraseAccountChange(const Context& context, const AccountChange& change,
                                 const std::set<std::string>& kept) {
  for (const auto& listed : change.listed)
    OCI_RETURN_IF_ERROR(RemoveFromDirectory(context, listed, nullptr));
  for (const auto& name : change.names) {
    if (!kept.contains(name)) OCI_RETURN_IF_ERROR(GiveUpName(context, change.user_id, name));
  }
  return Unit{};
}

Outcome<StepResult> AccountChangeStep(JobRun& run, const AccountChange& change) {
  OCI_ASSIGN_OR_RETURN(const auto result, FinishAccountChange(run.context, run.ref.id, change));
  if (result == StepResult::kMore) run.resume_at = run.context.Now() + schema::kReservation;
  return result;
}

}  // namespace fotogal
