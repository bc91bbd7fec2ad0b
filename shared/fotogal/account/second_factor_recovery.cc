#include "fotogal/account/second_factor_recovery.h"

#include "common/rfc3339.h"
#include "fotogal/account/second_factor.h"
#include "fotogal/base/hashes.h"
#include "fotogal/mail/mail_job.h"
#include "oci/json_text.h"

namespace fotogal {
namespace {

constexpr std::chrono::hours kBetweenWarnings{24};
constexpr int kWarnings = static_cast<int>(schema::kSecondFactorWait / kBetweenWarnings);

// How far a wait is, as its job's cursor: the mails that were queued, and when the next thing is
// to be done (ms), a day after the mail before at the earliest.
struct RecoveryProgress {
  int warnings = 0;
  std::int64_t next_ts = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(RecoveryProgress, warnings, next_ts)
};

RecoveryProgress RecoveryProgressOf(const std::string& cursor) {
  const auto json = oci::JsonOf(cursor);
  return json.is_object() ? json.get<RecoveryProgress>() : RecoveryProgress();
}

Outcome<StepResult> Warn(JobRun& run, const User& user, RecoveryProgress progress) {
  const Context& context = run.context;
  OCI_ASSIGN_OR_RETURN(const auto mail,
                       QueueMail(context, {.user = user.id, .mail = MailKind::kRecoveryUnderWay}));
  SendQueued(context, mail);
  ++progress.warnings;
  run.resume_at = context.Now() + kBetweenWarnings;
  progress.next_ts = ToMillis(*run.resume_at);
  run.cursor = nlohmann::json(progress).dump();
  return StepResult::kMore;
}

Outcome<StepResult> Remove(const Context& context, const User& user) {
  // queued before the change, so that it is not lost; it is not sent unless the change happens
  OCI_ASSIGN_OR_RETURN(const auto mail,
                       QueueMail(context, {.user = user.id, .mail = MailKind::kSecondFactorLost}));
  OCI_ASSIGN_OR_RETURN(const bool removed, SetSecondFactor(context, user, {}));
  if (!removed) return StepResult::kDone;  // stopped in this moment
  SendQueued(context, mail);
  context.services.log({{"time", common::Rfc3339(context.services.clock())},
                        {"event", "second_factor_removed"},
                        {"user_id", ToBase36(user.id)}});
  return StepResult::kDone;
}

Outcome<User> OwnerOf(const Context& context, const StandingToken& link) {
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(context, link.row.user));
  if (!user || !HasSecondFactor(*user)) return BadToken();
  return std::move(*user);
}

Outcome<RecoveryMoved> Begin(const Context& context, const StandingToken& link) {
  OCI_ASSIGN_OR_RETURN(const User user, OwnerOf(context, link));
  if (link.row.password_hash != Sha256Base64Url(user.password_hash)) return BadToken();
  OCI_ASSIGN_OR_RETURN(const JobRef job, QueueJob(context, context.NewOp(),
                                                  RecoveryJob{user.id, user.second_factor_op,
                                                              link.row.password_hash}));
  OCI_ASSIGN_OR_RETURN(const bool first, UseLink(context, link));
  if (!first) {
    OCI_RETURN_IF_ERROR(ForgetJob(context, job));
    return BadToken();
  }
  StartJob(context, job);
  return RecoveryMoved{RecoveryMove::kBegun, user.id};
}

// Any change of the second factor ends the wait, so it is written again as it is.
Outcome<RecoveryMoved> Stop(const Context& context, const StandingToken& link) {
  OCI_ASSIGN_OR_RETURN(const User user, OwnerOf(context, link));
  OCI_ASSIGN_OR_RETURN(const bool written, SetSecondFactor(context, user, user.second_factor));
  if (!written) return TryAgain("The account is being changed from elsewhere.");
  OCI_RETURN_IF_ERROR(UseLink(context, link));
  return RecoveryMoved{RecoveryMove::kStopped, user.id};
}

}  // namespace

Outcome<Unit> AskForRecovery(const Context& context, const User& user) {
  if (!context.services.config.mail.is_on()) return MailNotConfigured();
  OCI_RETURN_IF_ERROR(RefuseTooSoon(context, user.id, MailKind::kRecoverSecondFactor));
  OCI_ASSIGN_OR_RETURN(
      const auto mail,
      QueueMail(context, {.user = user.id, .mail = MailKind::kRecoverSecondFactor}));
  SendQueued(context, mail);
  return Unit{};
}

Outcome<RecoveryMoved> FollowRecoveryLink(const Context& context, const LinkToken& token) {
  OCI_ASSIGN_OR_RETURN(const auto link, FindLink(context, token));
  return token.kind == LinkKind::kRecover ? Begin(context, link) : Stop(context, link);
}

Outcome<StepResult> RecoveryStep(JobRun& run, const RecoveryJob& job) {
  const Context& context = run.context;
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(context, job.user));
  const bool stands = user && HasSecondFactor(*user) && user->second_factor_op == job.factor_op &&
                      Sha256Base64Url(user->password_hash) == job.password_hash;
  // Without mails nobody could stop it.
  if (!stands || !context.services.config.mail.is_on()) return StepResult::kDone;
  const RecoveryProgress progress = RecoveryProgressOf(run.cursor);
  if (ToMillis(context.Now()) < progress.next_ts) {
    run.resume_at = FromMillis(progress.next_ts);
    return StepResult::kMore;
  }
  return progress.warnings < kWarnings ? Warn(run, *user, progress) : Remove(context, *user);
}

}  // namespace fotogal
