// Sending mails: first a job row is written, then `fanout` sends what it asks for. A mail may be
// sent twice when a run dies after OCI has taken it, and is never lost. Of one kind an account gets
// one a minute at most, and of all together what the budget `mails` allows. Without a configured
// sender nothing is queued.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/mail/mails.h"

namespace fotogal {

struct MailJob {
  static constexpr std::string_view kKind = "mail";  // as stored in rows of jobs
  UserId user = 0;
  MailKind mail = MailKind::kVerifyAddress;
  std::string to = {};      // SealAddress; "": the account's address when it is sent
  std::string secret = {};  // sealed, of the link's token; "": the mail has no link
  std::string device = {};  // in words, for kNewDevice
  // For kPasswordChanged: SHA-256 of the new password's hash. The mail is sent if the account has
  // it.
  std::string password_hash = {};
  std::string reason = {};  // a moderator's
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(MailJob, user, mail, to, secret, device,
                                              password_hash, reason)
};
Outcome<StepResult> MailStep(JobRun& run, const MailJob& job);

// A request for a new password, as it came from somebody who is not logged in: whether the address
// has an account is looked up by the job, so that the request takes the same time for all.
struct ResetRequestJob {
  static constexpr std::string_view kKind = "reset_request";
  std::string address, secret;  // sealed
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(ResetRequestJob, address, secret)
};
Outcome<StepResult> ResetRequestStep(JobRun& run, const ResetRequestJob& job);

// The last mail to a person who is deleting the account, which may be gone when it is sent.
struct FarewellJob {
  static constexpr std::string_view kKind = "farewell";
  UserId user = 0;
  std::string address, username;  // sealed
  Language language = Language::kEnglish;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(FarewellJob, user, address, username, language)
};
Outcome<StepResult> FarewellStep(JobRun& run, const FarewellJob& job);

Problem MailNotConfigured();  // 501

std::string SealAddress(const Context& context, std::string_view address);

// Writes the job of a mail; a link gets its secret here. nullopt: mails are off.
Outcome<std::optional<JobRef>> QueueMail(const Context& context, MailJob mail);
Outcome<std::optional<JobRef>> QueueResetRequest(const Context& context,
                                                 const std::string& address);
Outcome<std::optional<JobRef>> QueueFarewell(const Context& context, const User& user);
// Starts what was queued.
void SendQueued(const Context& context, const std::optional<JobRef>& job);

// 429 too_many, with the time to wait: a mail of that kind was sent to the account less than a
// minute ago.
Outcome<Unit> RefuseTooSoon(const Context& context, UserId user, MailKind kind);

}  // namespace fotogal
