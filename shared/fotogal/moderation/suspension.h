// Suspending an account: as long as it lasts, nobody sees it, as if it were being deleted; the
// person can log in, read why, and leave (docs/adr/0029-moderation.md). The account's row decides.
// What follows from it, the addresses of photos and the marks of sessions, is brought in line with
// the row at once, and once more by a job when every call that had read the row before has ended.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Both tell the person by mail, and can be repeated. The account as it is afterwards; 404: there is
// none of that name. Success: what is to follow has followed.
Outcome<User> SuspendAccount(const Context& context, const std::string& username,
                             const std::string& reason);
// Everything is as before: nothing of the account was changed.
Outcome<User> RestoreAccount(const Context& context, const std::string& username,
                             const std::string& reason);

struct SuspensionJob {
  static constexpr std::string_view kKind = "suspension";  // as stored in rows of jobs
  UserId user = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(SuspensionJob, user)
};
Outcome<StepResult> SuspensionStep(JobRun& run, const SuspensionJob& job);

}  // namespace fotogal
