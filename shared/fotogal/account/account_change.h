// What remains to be done after an account has changed, or was about to change. A job row that is
// written before the change contains all of it. The call that makes the change does it itself and
// removes the row; if it dies, `sweep` starts the job. Each part looks at the present state of the
// account, so it does the right thing whether or not the change has happened.
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
  static constexpr std::string_view kKind = "aftermath";  // as stored in rows of jobs
  UserId user = 0;
  // Key of the username of a sign-up, which is deleted altogether if the sign-up is not finished.
  std::string signed_up_as;
  // Keys of identities: confirmed if the account has the name, else kept or deleted.
  std::vector<std::string> names;
  // The account as it was and was to be: what the directory holds of that but not of the account as
  // it is goes.
  std::vector<Listing> listed;
  bool hides = false;            // those who do not follow lose the sight of the photos
  bool approve = false;          // pending requests become follows, if the account is public
  std::vector<ImageId> avatars;  // of the user; removed unless the account shows them
  // Sessions to end, if the account's password hash has this SHA-256; the session that stays.
  std::string password_hash, kept_session;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(AccountChange, user, signed_up_as, names, listed,
                                              hides, approve, avatars, password_hash, kept_session)
};

Outcome<JobRef> QueueAccountChange(const Context& context, Op op, const AccountChange& change);
// kMore: a reservation of one of the names is still valid.
Outcome<StepResult> FinishAccountChange(const Context& context, Op op, const AccountChange& change);
Outcome<StepResult> AccountChangeStep(JobRun& run, const AccountChange& change);
// The account is being deleted: deletes what the job names, except the names in `kept` (keys of
// identities), which the caller gives up.
Outcome<Unit> EraseAccountChange(const Context& context, const AccountChange& change,
                                 const std::set<std::string>& kept);

}  // namespace fotogal
