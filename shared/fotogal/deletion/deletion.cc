#include "fotogal/deletion/deletion.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/rows.h"
#include "fotogal/counters/throttle_keys.h"
#include "fotogal/deletion/deletion_statements.h"
#include "fotogal/deletion/erasure.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "oci/json_text.h"

namespace fotogal {
namespace {

// The member of users.user_data with the job of the deletion, in place of the person's data.
constexpr const char* kJobMember = "deletion";

// Only if the account is the one whose password was checked. False: it has changed since.
Outcome<bool> Hide(const Context& context, const User& user, const JobRef& job) {
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      context.Execute(kDeletionHideAccount,
                      {{"$u", user.id}, {"$p", user.password_hash}, {"$d", {{kJobMember, job.id}}}},
                      Repeated::kSame));
  return UpdatedOne(items);
}

Erasure FromRun(JobRun& run, const DeletionJob& job) {
  Erasure erasure{{}, run, job};
  erasure.names = job.names;
  ErasurePlace& place = erasure;
  if (!run.cursor.empty()) oci::ParseOrThrow(run.cursor).get_to(place);
  return erasure;
}

// The call that queued the job has died, or was refused, before it hid the account.
Outcome<bool> NeverCameAbout(const Erasure& erasure) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(erasure.run.context, erasure.job.user));
  return user.has_value();
}

const NamedPart* Find(std::span<const NamedPart> parts, const std::string& name) {
  const auto found = std::ranges::find(parts, name, &NamedPart::name);
  return found == parts.end() ? nullptr : &*found;
}

// The part after the present one; nullptr: there is none. The first pass is never the last: a call
// that has read the account before it was hidden may still write, and so may one that has read what
// was just found.
const NamedPart* NextPart(Erasure& erasure) {
  const auto pass = PartsOfPass(), last = LastParts();
  if (const NamedPart* now = Find(pass, erasure.part)) {
    if (now + 1 != pass.data() + pass.size()) return now + 1;
    if (erasure.pass > 1 && !erasure.found) return last.data();
    ++erasure.pass;
    erasure.found = false;
    erasure.run.resume_at = erasure.run.context.Now() + kLongestCall;
    return pass.data();
  }
  const NamedPart* next = Find(last, erasure.part) + 1;
  return next == last.data() + last.size() ? nullptr : next;
}

Outcome<StepResult> DeletionStep(JobRun& run, const DeletionJob& job) {
  Erasure erasure = FromRun(run, job);
  if (run.cursor.empty()) {
    OCI_ASSIGN_OR_RETURN(const bool drop, NeverCameAbout(erasure));
    if (drop) return StepResult::kDone;
    erasure.part = PartsOfPass().front().name;
  }
  const NamedPart* part = Find(PartsOfPass(), erasure.part);
  if (part == nullptr) part = Find(LastParts(), erasure.part);
  if (part == nullptr) return oci::Error{"bad_cursor", "no such part", 0, "", false};
  OCI_ASSIGN_OR_RETURN(const auto erased, part->erase(erasure));
  if (erased == StepResult::kDone) {
    const NamedPart* next = NextPart(erasure);
    if (next == nullptr) return StepResult::kDone;
    erasure.part = next->name;
    erasure.at.clear();
  }
  run.cursor = oci::JsonText(static_cast<const ErasurePlace&>(erasure));
  return StepResult::kMore;
}

}  // namespace

Outcome<Unit> DeleteAccount(const Context& context, const User& user) {
  // Keys instead of the names, because the row is deleted after everything else of the account.
  const Config& config = context.services.config;
  const DeletionJob deletion{
      user.id,
      {UsernameKey(user.username), EmailKey(user.email)},
      {ThrottleKeyOfAccount(config, user.id), ThrottleKeyOfSecondFactor(config, user.id),
       ThrottleKeyOfPasskeys(config, user.id), ThrottleKeyOfName(config, user.username),
       ThrottleKeyOfName(config, user.email)}};
  OCI_ASSIGN_OR_RETURN(const auto mail, QueueFarewell(context, user));
  OCI_ASSIGN_OR_RETURN(const auto job, QueueJob(context, context.NewOp(), deletion));
  OCI_ASSIGN_OR_RETURN(const bool hidden, Hide(context, user, job));
  if (!hidden) {
    (void)ForgetJob(context, job);
    return TryAgain("The account is being changed from elsewhere.");
  }
  // The account is hidden: what fails from here on is done by the job.
  (void)EndPhotoAccess(context, user.id);
  (void)EndSessionsOf(context, user.id);
  StartJob(context, job);
  SendQueued(context, mail);
  return Unit{};
}

Outcome<Unit> ResumeDeletion(const Context& context, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto identity, context.Find<IdentityRow>(KeyOfIdentity(name)));
  if (!identity) return Unit{};
  OCI_ASSIGN_OR_RETURN(const auto user, FindUserRow(context, identity->user));
  if (!user || !user->deleting || !user->data.contains(kJobMember)) return Unit{};
  StartIfWaiting(context, JobFor<DeletionJob>(user->data.at(kJobMember).get<Op>()));
  return Unit{};
}

std::span<const JobKind> DeletionJobs() {
  static constexpr std::array kKinds = {KindOf<DeletionJob, &DeletionStep>()};
  return kKinds;
}

}  // namespace fotogal
