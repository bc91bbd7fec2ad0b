// A way back for people who have lost the authenticator app and the recovery codes. With the
// password they ask for a mail; its link, opened, begins a wait of 72 hours (schema.h). On each of
// its days a mail says so, with a link that stops it; a use of a code and a new password stop it,
// too. Then the second factor is removed. See docs/adr/0028-second-factor.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/mail/link_tokens.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Mails the link that begins the wait. 429 too_many: one was sent less than a minute ago; 501
// mail_not_configured.
Outcome<Unit> AskForRecovery(const Context& context, const User& user);

enum class RecoveryMove {
  kBegun,   // the second factor is removed after the wait, unless that is stopped
  kStopped  // it stays as it is
};
struct RecoveryMoved {
  RecoveryMove move;
  UserId user;
};
// What the link asks for. 400 bad_token: it is no such link, was used or has expired, the password
// was changed since, or there is no second factor any more.
Outcome<RecoveryMoved> FollowRecoveryLink(const Context& context, const LinkToken& token);

// The wait. It ends without an effect when the second factor or the password has changed since it
// began.
struct RecoveryJob {
  static constexpr std::string_view kKind = "recovery";  // as stored in rows of jobs
  UserId user = 0;
  Op factor_op = 0;           // users.second_factor_op when the wait began
  std::string password_hash;  // SHA-256 of the password's hash then
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(RecoveryJob, user, factor_op, password_hash)
};
Outcome<StepResult> RecoveryStep(JobRun& run, const RecoveryJob& job);

}  // namespace fotogal
