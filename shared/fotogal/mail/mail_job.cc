#include "fotogal/mail/mail_job.h"

#include "common/rfc3339.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/secret_box.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/mail/link_tokens.h"
#include "fotogal/people/identities.h"
#include "oci/email.h"

namespace fotogal {
namespace {

constexpr std::string_view kAddressBox = "mail address", kSecretBox = "link secret";
constexpr std::chrono::seconds kBetweenMails{60};
// What could not be sent by then is not worth reading any more.
constexpr std::chrono::hours kWorthSending{24};

std::string NameOf(MailKind kind) { return nlohmann::json(kind).get<std::string>(); }

std::string SlotOf(MailKind kind) { return "sent:" + NameOf(kind); }

std::string HelpPage(const Config& config) { return config.mail.web_url + "/forgotten"; }

// A mail that is about to be sent.
struct Post {
  MailKind kind;
  UserId user;
  std::string username, to;
  Language language;
  std::string address;      // of the account
  std::string device = {};  // in words
  std::string link = {};
  std::string reason = {};
};

void Log(const Context& context, const JobRef& job, std::string_view event, std::string_view code) {
  context.services.log({{"time", common::Rfc3339(context.services.clock())},
                        {"event", event},
                        {"job", job.kind},
                        {"job_id", ToBase36(job.id)},
                        {"code", code}});
}

// Refused for what it contains, so every further try would be refused too.
bool IsRefusedForGood(const oci::Error& error) {
  return error.code == "invalid_request" || error.http_status == 400 || error.http_status == 413 ||
         error.http_status == 422;
}

oci::email::Mail MailOf(const Config& config, const JobRef& job, const Post& post) {
  const Letter letter = LetterOf(post.kind, post.language,
                                 {.service = config.mail.name,
                                  .username = post.username,
                                  .address = post.address,
                                  .device = post.device,
                                  .link = post.link,
                                  .help = HelpPage(config),
                                  .reason = post.reason});
  const auto domain = config.mail.sender.substr(config.mail.sender.rfind('@') + 1);
  return {.from = {config.mail.sender, config.mail.name},
          .sender_compartment_id = config.mail.sender_compartment_id,
          .to = {post.to},
          .subject = letter.subject,
          .text = TextOf(letter),
          .html = HtmlOf(letter),
          .message_id = ToBase36(job.id) + "." + NameOf(post.kind) + "@" + domain};
}

Outcome<StepResult> Submit(JobRun& run, const Post& post) {
  const Context& context = run.context;
  const auto submitted =
      context.services.mail->Submit(context.call, MailOf(context.services.config, run.ref, post));
  if (submitted.ok()) {
    if (submitted->suppressed) Log(context, run.ref, "mail_suppressed", NameOf(post.kind));
    return StepResult::kDone;
  }
  if (!IsRefusedForGood(submitted.error())) return Problem(submitted.error());
  Log(context, run.ref, "mail_refused", submitted.error().code);
  return StepResult::kDone;
}

// From when on a mail of this kind may be sent.
std::int64_t FreeFrom(const std::optional<StandingToken>& slot) {
  return slot ? slot->row.made_ts + std::chrono::milliseconds(kBetweenMails).count() : 0;
}

enum class Slot {
  kOurs,      // an earlier run of this job has it
  kTaken,     // now, by this run
  kOccupied,  // by another mail of the same kind
};

// Takes the minute of this kind of mail for the job.
Outcome<Slot> TakeSlot(JobRun& run, const Post& post, oci::TimePoint& free_from) {
  const Context& context = run.context;
  const auto now = ToMillis(context.Now());
  OCI_ASSIGN_OR_RETURN(const auto slot, FindTokenRow(context, post.user, SlotOf(post.kind)));
  if (slot && slot->row.op == run.ref.id) return Slot::kOurs;
  free_from = FromMillis(FreeFrom(slot));
  if (FreeFrom(slot) > now) return Slot::kOccupied;
  const TokenRow row{.user = post.user,
                     .kind = SlotOf(post.kind),
                     .made_ts = now,
                     .expires_ts = now,
                     .op = run.ref.id};
  OCI_ASSIGN_OR_RETURN(const bool written, PutToken(context, row, slot));
  if (written) return Slot::kTaken;
  free_from = context.Now() + kBetweenMails;
  return Slot::kOccupied;
}

bool IsTooMany(const Problem& problem) { return problem.status == 429; }

// nullopt: it may be sent now.
Outcome<std::optional<StepResult>> AwaitSlot(JobRun& run, const Post& post) {
  oci::TimePoint free_from;
  OCI_ASSIGN_OR_RETURN(const Slot slot, TakeSlot(run, post, free_from));
  if (slot == Slot::kOccupied && !RuleOf(post.kind).waits_its_turn)
    return std::optional(StepResult::kDone);
  if (slot == Slot::kOccupied) {
    run.resume_at = free_from;
    return std::optional(StepResult::kMore);
  }
  if (slot == Slot::kOurs) return std::optional<StepResult>();
  const auto spent = Spend(run.context, Budget::kMails, post.user);
  if (spent.ok()) return std::optional<StepResult>();
  if (!IsTooMany(spent.error())) return spent.error();
  Log(run.context, run.ref, "mail_dropped", spent.error().code);
  return std::optional(StepResult::kDone);
}

LinkKind LinkKindFor(MailKind kind) {
  if (kind == MailKind::kResetPassword) return LinkKind::kReset;
  if (kind == MailKind::kRecoverSecondFactor) return LinkKind::kRecover;
  if (kind == MailKind::kRecoveryUnderWay) return LinkKind::kStop;
  return kind == MailKind::kAddressChanged ? LinkKind::kUndo : LinkKind::kVerify;
}

// What the link of a mail is about.
struct LinkSubject {
  std::string secret;  // sealed
  std::string email, password_hash;
};

// Opens the link and writes it into the mail. False: it was used, or a later one was made.
Outcome<bool> AddLink(JobRun& run, const LinkSubject& subject, Post& post) {
  const Services& services = run.context.services;
  const auto secret = OpenSecret(services, kSecretBox, subject.secret);
  if (!secret) return false;
  const LinkToken token{LinkKindFor(post.kind), post.user, run.ref.id, *secret};
  OCI_ASSIGN_OR_RETURN(const bool works,
                       OpenLink(run.context, token, subject.email, subject.password_hash));
  post.link =
      services.config.mail.web_url + std::string(RuleOf(post.kind).page) + "#" + TextOf(token);
  return works;
}

// `subject`: nullptr for a mail without a link.
Outcome<StepResult> Deliver(JobRun& run, Post post, const LinkSubject* subject) {
  if (run.context.Now() - TimeOfOp(run.ref.id) > kWorthSending) return StepResult::kDone;
  OCI_ASSIGN_OR_RETURN(const auto waits, AwaitSlot(run, post));
  if (waits) return *waits;
  if (subject != nullptr) {
    OCI_ASSIGN_OR_RETURN(const bool works, AddLink(run, *subject, post));
    if (!works) return StepResult::kDone;
  }
  return Submit(run, post);
}

// Whether the account is as the mail says.
bool IsStillTrue(const MailJob& job, const User& user, const std::string& to) {
  switch (job.mail) {
    case MailKind::kVerifyAddress:
      return !user.email_verified;
    case MailKind::kVerifyNewAddress:
      return user.pending_email == to;
    case MailKind::kAddressChanged:
      return user.email != to;
    case MailKind::kPasswordChanged:
      return user.email_verified && job.password_hash == Sha256Base64Url(user.password_hash);
    case MailKind::kAddressRestored:
    case MailKind::kNewDevice:
    case MailKind::kSecondFactorChanged:
    case MailKind::kPasskeyAdded:
    case MailKind::kPasskeyRemoved:
    case MailKind::kImageRemoved:
    case MailKind::kCommentRemoved:
      return user.email_verified;
    case MailKind::kSuspended:
      return user.email_verified && user.is_suspended();
    case MailKind::kRestored:
      return user.email_verified && !user.is_suspended();
    case MailKind::kRecoverSecondFactor:
    case MailKind::kRecoveryUnderWay:
      return !user.second_factor.secret.empty();
    case MailKind::kSecondFactorLost:
      return user.second_factor.secret.empty();
    case MailKind::kResetPassword:
    case MailKind::kDeletionBegun:
      break;
  }
  return false;  // they have jobs of their own
}

Post PostTo(const User& user, MailKind kind, std::string to) {
  return {.kind = kind,
          .user = user.id,
          .username = user.username,
          .to = std::move(to),
          .language = user.language,
          .address = user.email};
}

Outcome<std::optional<JobRef>> Queue(const Context& context, std::string_view kind,
                                     nlohmann::json arguments) {
  OCI_ASSIGN_OR_RETURN(auto job, QueueJob(context, context.NewOp(), kind, std::move(arguments)));
  return std::optional<JobRef>(std::move(job));
}

std::string SealNewSecret(const Context& context) {
  return SealSecret(context.services, kSecretBox, NewSecret(context.services.random));
}

bool IsOn(const Context& context) { return context.services.config.mail.is_on(); }

}  // namespace

Outcome<StepResult> MailStep(JobRun& run, const MailJob& job) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(run.context, job.user));
  if (!user || !IsOn(run.context)) return StepResult::kDone;
  std::string to = user->email;
  if (!job.to.empty()) to = OpenSecret(run.context.services, kAddressBox, job.to).value_or("");
  if (to.empty() || !IsStillTrue(job, *user, to)) return StepResult::kDone;
  if (job.mail == MailKind::kAddressChanged) {
    OCI_ASSIGN_OR_RETURN(const bool undone, IsUndoneSince(run.context, user->id, run.ref.id));
    if (undone) return StepResult::kDone;
  }
  Post post = PostTo(*user, job.mail, to);
  post.device = job.device;
  post.reason = job.reason;
  const LinkSubject subject{
      .secret = job.secret, .email = to, .password_hash = Sha256Base64Url(user->password_hash)};
  return Deliver(run, std::move(post), job.secret.empty() ? nullptr : &subject);
}

Outcome<StepResult> ResetRequestStep(JobRun& run, const ResetRequestJob& job) {
  const Context& context = run.context;
  const auto address = OpenSecret(context.services, kAddressBox, job.address);
  if (!address || !IsOn(context)) return StepResult::kDone;
  OCI_ASSIGN_OR_RETURN(const auto user, FindByLogin(context, *address));
  if (!user) return StepResult::kDone;
  const LinkSubject subject{.secret = job.secret,
                            .email = user->email,
                            .password_hash = Sha256Base64Url(user->password_hash)};
  return Deliver(run, PostTo(*user, MailKind::kResetPassword, user->email), &subject);
}

Outcome<StepResult> FarewellStep(JobRun& run, const FarewellJob& job) {
  const Services& services = run.context.services;
  const auto address = OpenSecret(services, kAddressBox, job.address);
  const auto username = OpenSecret(services, kAddressBox, job.username);
  OCI_ASSIGN_OR_RETURN(const auto user, FindUserRow(run.context, job.user));
  const bool is_deleted = !user || user->deleting;
  if (!address || !username || !is_deleted || !IsOn(run.context)) return StepResult::kDone;
  return Submit(run, {.kind = MailKind::kDeletionBegun,
                      .user = job.user,
                      .username = *username,
                      .to = *address,
                      .language = job.language,
                      .address = *address});
}

Problem MailNotConfigured() {
  return Problem(501, "mail_not_configured", "This service sends no mails.");
}

std::string SealAddress(const Context& context, std::string_view address) {
  return SealSecret(context.services, kAddressBox, address);
}

Outcome<std::optional<JobRef>> QueueMail(const Context& context, MailJob mail) {
  if (!IsOn(context)) return std::optional<JobRef>();
  if (!RuleOf(mail.mail).page.empty()) mail.secret = SealNewSecret(context);
  return Queue(context, MailJob::kKind, nlohmann::json(mail));
}

Outcome<std::optional<JobRef>> QueueResetRequest(const Context& context,
                                                 const std::string& address) {
  if (!IsOn(context)) return std::optional<JobRef>();
  return Queue(
      context, ResetRequestJob::kKind,
      nlohmann::json(ResetRequestJob{SealAddress(context, address), SealNewSecret(context)}));
}

Outcome<std::optional<JobRef>> QueueFarewell(const Context& context, const User& user) {
  if (!IsOn(context) || !user.email_verified) return std::optional<JobRef>();
  return Queue(context, FarewellJob::kKind,
               nlohmann::json(FarewellJob{user.id, SealAddress(context, user.email),
                                          SealAddress(context, user.username), user.language}));
}

void SendQueued(const Context& context, const std::optional<JobRef>& job) {
  if (job) StartJob(context, *job);
}

Outcome<Unit> RefuseTooSoon(const Context& context, UserId user, MailKind kind) {
  OCI_ASSIGN_OR_RETURN(const auto slot, FindTokenRow(context, user, SlotOf(kind)));
  const auto left = std::chrono::milliseconds(FreeFrom(slot) - ToMillis(context.Now()));
  if (left.count() <= 0) return Unit{};
  Problem problem(429, "too_many", "A mail is on its way. Wait before you ask for another one.");
  oci::SetHeader(problem.headers, "Retry-After",
                 std::to_string(std::chrono::ceil<std::chrono::seconds>(left).count()));
  return problem;
}

}  // namespace fotogal
