// What must still happen after an account has changed, or was about to: a job row written before
// the change names it all. The call that made the change sees to it itself and removes the row; if
// it dies, `sweep` has the job run. Each part looks at what the account is by then, so it is right
// whether or not the change came about.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

// What the directory holds of an account.
struct Listing {
  std::string username, full_name;
  bool is_professional = false;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Listing, username, full_name, is_professional)
};
Listing ListingOf(const User& user);

struct AccountChange {
  static constexpr std::string_view kKind = "aftermath";  // as rows of jobs spell it
  UserId user = 0;
  // The key of the username that the account signs up with: removed altogether if it comes to
  // nothing.
  std::string signed_up_as;
  // Keys of identities: confirmed when the account carries them, deleted when it does not.
  std::vector<std::string> names;
  // The account as it was and was to be: what the directory holds of that but not of the account as
  // it is goes.
  std::vector<Listing> listed;
  bool approve = false;          // pending requests become follows, if the account is public
  std::vector<ImageId> avatars;  // of the user; removed unless the account shows them
  // Sessions to end, if the password hash is the one that this is the SHA-256 of.
  std::string password_hash, kept_session;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(AccountChange, user, signed_up_as, names, listed,
                                              approve, avatars, password_hash, kept_session)
};

Outcome<JobRef> QueueAccountChange(const Context& context, Op op, const AccountChange& change);
// kMore: a reservation of one of the names still runs.
Outcome<StepResult> FinishAccountChange(const Context& context, Op op, const AccountChange& change);
Outcome<StepResult> AccountChangeStep(JobRun& run, const AccountChange& change);
// The account is being deleted: does away with what such a job names, but for the names
// in `kept` (keys of identities), which are the caller's.
Outcome<Unit> EraseAccountChange(const Context& context, const AccountChange& change,
                                 const std::set<std::string>& kept);

}  // namespace fotogal
