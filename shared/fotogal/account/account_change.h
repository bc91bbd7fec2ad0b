// What must still happen after an account has changed, or was about to: a job row written before
// the change names it all. The call that made the change sees to it itself and removes the row; if
// it dies, `sweep` has the job run. Each part looks at what the account is by then, so it is right
// whether or not the change came about.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

struct AccountChange {
  static constexpr std::string_view kKind = "aftermath";  // as rows of jobs spell it
  Id user_id = 0;
  // The key of the username that the account signs up with: removed altogether if it comes to
  // nothing.
  std::string signed_up_as;
  // Keys of identities: confirmed when the account carries them, deleted when it does not.
  std::vector<std::string> names;
  // Accounts as they were and were to be: what the directory holds of them but not of the account.
  std::vector<User> listed;
  bool approve = false;           // pending requests become follows, if the account is public
  std::vector<ImageRef> avatars;  // removed unless they are the account's
  // Sessions to end, if the password hash is the one that this is the SHA-256 of.
  std::string password_hash, kept_session;
};

nlohmann::json ToJson(const AccountChange& change);
void FromJson(const nlohmann::json& arguments, AccountChange& change);
Outcome<JobRef> QueueAccountChange(const Context& context, Id op, const AccountChange& change);
// kMore: a reservation of one of the names still runs.
Outcome<StepResult> FinishAccountChange(const Context& context, Id op, const AccountChange& change);
Outcome<StepResult> AccountChangeStep(JobRun& run, const AccountChange& change);
// The account is being deleted: does away with what such a job names, but for the names
// in `kept` (keys of identities), which are the caller's.
Outcome<Unit> EraseAccountChange(const Context& context, const AccountChange& change,
                                 const std::set<std::string>& kept);

}  // namespace fotogal
