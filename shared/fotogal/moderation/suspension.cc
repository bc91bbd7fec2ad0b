#include "fotogal/moderation/suspension.h"

#include <optional>

#include "fotogal/account/sessions.h"
#include "fotogal/base/rows.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/moderation/moderation_statements.h"
#include "fotogal/people/identities.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr int kSuspensionTries = 10;  // each fails only if another moderator has succeeded

// What a moderator wants: a reason for a suspension, or its end with one for the mail.
struct Verdict {
  bool suspends = false;
  std::string reason;
};

bool IsAsWanted(const User& user, const Verdict& verdict) {
  return verdict.suspends ? user.suspension.reason == verdict.reason : !user.is_suspended();
}

// The state that follows; another reason does not begin it anew.
Suspension Next(const User& user, const Verdict& verdict, oci::TimePoint now) {
  if (!verdict.suspends) return {};
  return {verdict.reason, user.is_suspended() ? user.suspension.since_ts : ToMillis(now)};
}

// Brings what follows from the account's row in line with it. Idempotent.
Outcome<Unit> Enforce(const Context& context, const User& user) {
  if (!user.is_suspended()) return MarkSessionsOf(context, user.id, false);
  return oci::AllInParallel([&] { return EndPhotoAccess(context, user.id); },
                            [&] { return MarkSessionsOf(context, user.id, true); });
}

// What runs after the change, written before it.
struct Queued {
  Op op = 0;
  JobRef job;
  std::optional<JobRef> mail;
};

Outcome<Queued> QueueWork(const Context& context, UserId user, const Verdict& verdict) {
  const Op op = context.NewOp();
  OCI_ASSIGN_OR_RETURN(const auto job, QueueJob(context, op, SuspensionJob{user}));
  OCI_ASSIGN_OR_RETURN(
      const auto mail,
      QueueMail(context, {.user = user,
                          .mail = verdict.suspends ? MailKind::kSuspended : MailKind::kRestored,
                          .reason = verdict.reason}));
  return Queued{op, job, mail};
}

Outcome<Unit> Change(const Context& context, const User& user, const Verdict& verdict, Op op) {
  OCI_RETURN_IF_ERROR(context.Execute(kModerationSetSuspension,
                                      {{"$u", user.id},
                                       {"$was", user.suspension_op},
                                       {"$op", op},
                                       {"$s", Next(user, verdict, context.Now())}},
                                      Repeated::kSame));
  return Unit{};
}

Outcome<User> CarryOut(const Context& context, const std::string& username,
                       const Verdict& verdict) {
  OCI_ASSIGN_OR_RETURN(const auto id, FindByUsername(context, username));
  std::optional<Queued> queued;
  for (int attempt = 0; attempt < kSuspensionTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(auto user, FindUser(context, id.value_or(kNobody)));
    if (!user) return NotFound();
    if (IsAsWanted(*user, verdict)) {
      const auto enforced = Enforce(context, *user);
      if (queued) {
        StartJob(context, queued->job);
        SendQueued(context, queued->mail);
      }
      OCI_RETURN_IF_ERROR(enforced);
      return std::move(*user);
    }
    if (!queued) {
      OCI_ASSIGN_OR_RETURN(queued, QueueWork(context, user->id, verdict));
    }
    OCI_RETURN_IF_ERROR(Change(context, *user, verdict, queued->op));
  }
  return TryAgain("The account is being changed from several places.");
}

}  // namespace

Outcome<User> SuspendAccount(const Context& context, const std::string& username,
                             const std::string& reason) {
  return CarryOut(context, username, {true, reason});
}

Outcome<User> RestoreAccount(const Context& context, const std::string& username,
                             const std::string& reason) {
  return CarryOut(context, username, {false, reason});
}

Outcome<StepResult> SuspensionStep(JobRun& run, const SuspensionJob& job) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(run.context, job.user));
  if (!user) return StepResult::kDone;
  OCI_RETURN_IF_ERROR(Enforce(run.context, *user));
  // A call that has read the row before may still begin a session, or an access to photos.
  const auto quiet = TimeOfOp(run.ref.id) + kLongestCall;
  if (run.context.Now() >= quiet) return StepResult::kDone;
  run.resume_at = quiet;
  return StepResult::kMore;
}

}  // namespace fotogal
