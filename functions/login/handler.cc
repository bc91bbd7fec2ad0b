#include "functions/login/handler.h"

#include <functional>
#include <nlohmann/json.hpp>

#include "fotogal/account/account_edit.h"
#include "fotogal/account/address.h"
#include "fotogal/account/device_marks.h"
#include "fotogal/account/password_reset.h"
#include "fotogal/account/password_rules.h"
#include "fotogal/account/second_factor.h"
#include "fotogal/account/throttle.h"
#include "fotogal/base/fields.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/password.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/throttle_keys.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "functions/login/second_step.h"
#include "functions/support/audit.h"
#include "functions/support/cookies.h"
#include "functions/support/device_words.h"
#include "functions/support/password_check.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::login {
namespace {

// Without spaces and marks that pasting or a keyboard has added, and without the "@" that is shown
// before names.
std::string TypedLogin(const std::string& typed) {
  const std::string clean = text::CleanCode(typed);
  std::string_view login = text::Trim(clean);
  if (login.starts_with('@')) login.remove_prefix(1);
  return std::string(login);
}

// For an unknown name it takes as long as for a known one, so that the time does not tell them
// apart.
bool IsPasswordOf(const std::optional<User>& user, const std::string& password) {
  return user ? VerifyPassword(password, user->password_hash) : VerifyNothing(password);
}

Attempt AttemptOn(const Exchange& exchange, const std::optional<User>& user,
                  const std::string& login, const std::string& password,
                  const std::string& device) {
  return MakeAttempt(exchange.context.services.config,
                     {.account = user ? std::optional(user->id) : std::nullopt,
                      .login = login,
                      .password = password,
                      .password_hash = user ? user->password_hash : std::string_view(),
                      .address = exchange.request.headers.Get("X-Real-Ip").value_or(""),
                      .device = device});
}

Answer Refuse(Exchange& exchange, const Attempt& attempt, const std::string& login) {
  const std::string kept_secret = ThrottleKeyOfName(exchange.context.services.config, login);
  auto [counted, audited] =
      oci::InParallel([&] { return CountFailure(exchange.context, attempt); },
                      [&] {
                        return Audit(exchange, "login_failed", {{"login_hash", kept_secret}});
                      });
  OCI_RETURN_IF_ERROR(counted);
  if (*counted) return TooManyAttempts(**counted);
  return Problem(401, "bad_credentials", "The name or the password is wrong.");
}

// What the password was checked against may have changed since it was read: by a change of the
// password (which ends all sessions that it finds), by a deletion, or by failed log-ins at the same
// time. Reads it again.
Outcome<Unit> CheckAgain(Exchange& exchange, const Attempt& attempt, const Admission& before,
                         const User& user, const std::string& password) {
  auto [admission, found] =
      oci::InParallel([&] { return AdmitAgain(exchange.context, attempt, before); },
                      [&] { return FindUser(exchange.context, user.id); });
  OCI_RETURN_IF_ERROR(admission);
  OCI_RETURN_IF_ERROR(found);
  if (admission->retry_after) return TooManyAttempts(*admission->retry_after);
  const bool same = *found && ((*found)->password_hash == user.password_hash ||
                               VerifyPassword(password, (*found)->password_hash));
  if (!same) return Problem(401, "bad_credentials", "The name or the password is wrong.");
  return ForgetFailures(exchange.context, attempt, *admission);
}

// A mail that cannot be queued does not keep the person out.
void TellOfNewDevice(Exchange& exchange, const User& user, const std::string& words) {
  const auto mail =
      QueueMail(exchange.context, {.user = user.id, .mail = MailKind::kNewDevice, .device = words});
  if (mail.ok()) {
    SendQueued(exchange.context, *mail);
  } else {
    exchange.note = "no mail about a new device: " + mail.error().code;
  }
}

// How somebody has shown who they are.
struct Shown {
  const User& user;
  std::string device;  // of the device mark; "": not known before
  SessionBy by;
  // What was checked may have changed since it was read: whether it still holds.
  std::function<Outcome<Unit>()> check_again;
};

Answer BeginSession(Exchange& exchange, const Shown& shown) {
  const User& user = shown.user;
  const std::string words = DeviceWords(exchange.request.headers.Get("User-Agent").value_or(""));
  OCI_ASSIGN_OR_RETURN(const auto session,
                       StartSession(exchange.context, user.id, words, user.is_suspended()));
  if (const auto again = shown.check_again(); !again.ok()) {
    (void)EndSession(exchange.context, Sha256Base64Url(session.token));
    return again.error();
  }
  if (shown.device.empty() && user.email_verified) TellOfNewDevice(exchange, user, words);
  return SessionResponse(
      200, exchange.context, session, user, shown.by,
      shown.device.empty() ? NewDevice(exchange.context.services.random) : shown.device);
}

Answer LogInByCode(Exchange& exchange, Fields& fields) {
  const std::string state = fields.Required("state", AnyText);
  const std::string code = fields.Required("code", AnyText);
  const SessionBy by = ReadSessionBy(fields);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const FirstStep first, OpenState(exchange, state));
  const auto used = UseCode(exchange.context, first.user, code);
  if (!used.ok() && used.error().code == "wrong_code")
    Audit(exchange, "second_factor_failed", {{"user_id", ToBase36(first.user.id)}});
  OCI_RETURN_IF_ERROR(used);
  return BeginSession(exchange, {first.user, first.device, by, [&]() -> Outcome<Unit> {
                                   OCI_RETURN_IF_ERROR(OpenState(exchange, state));
                                   return Unit{};
                                 }});
}

Answer LogInByPassword(Exchange& exchange, Fields& fields) {
  const std::string login = TypedLogin(fields.Required("login", AnyText));
  const std::string password = TypedPassword(fields.Required("password", AnyText));
  const std::string mark = fields.Optional("device", AnyText).value_or("");
  const SessionBy by = ReadSessionBy(fields);
  OCI_RETURN_IF_ERROR(fields.Finish());

  OCI_ASSIGN_OR_RETURN(const auto user, FindByLogin(exchange.context, login));
  const std::string device = user ? DeviceOf(exchange, user->id, mark) : std::string();
  const Attempt attempt = AttemptOn(exchange, user, login, password, device);
  OCI_ASSIGN_OR_RETURN(const auto admission, Admit(exchange.context, attempt));
  if (admission.retry_after) return TooManyAttempts(*admission.retry_after);
  if (!IsPasswordOf(user, password)) return Refuse(exchange, attempt, login);
  const auto check_again = [&] {
    return CheckAgain(exchange, attempt, admission, *user, password);
  };
  if (HasSecondFactor(*user)) {
    OCI_RETURN_IF_ERROR(check_again());
    return AskForCode(exchange, *user, device);
  }
  auto answer = BeginSession(exchange, {*user, device, by, check_again});
  if (answer.ok() && NeedsRehash(user->password_hash))
    (void)RenewHash(exchange.context, *user, password);
  return answer;
}

Answer LogIn(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  return body.contains("state") ? LogInByCode(exchange, fields) : LogInByPassword(exchange, fields);
}

Answer PostPasswordReset(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string email = fields.Required("email", text::Email);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_RETURN_IF_ERROR(
      SpendFrom(exchange.context, Budget::kResets,
                std::string(exchange.request.headers.Get("X-Real-Ip").value_or(""))));
  OCI_RETURN_IF_ERROR(AskForPasswordReset(exchange.context, email));
  return JsonResponse(202, {{"status", "sent"}});
}

Answer PutPasswordReset(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string token = fields.Required("token", AnyText);
  const std::string password = fields.Required("new_password", text::Password);
  RefuseGuessable(fields, "new_password", password, "", "");
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const auto reset, FindPasswordReset(exchange.context, token));
  RefuseGuessable(fields, "new_password", password, reset.user.username, reset.user.email);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_RETURN_IF_ERROR(ResetPassword(exchange.context, reset, password));
  Audit(exchange, "password_reset", {{"user_id", ToBase36(reset.user.id)}});
  return NoContent();
}

const char* NameOf(AddressStep step) {
  switch (step) {
    case AddressStep::kVerified:
      return "verified";
    case AddressStep::kChanged:
      return "changed";
    case AddressStep::kUndone:
      break;
  }
  return "undone";
}

Answer PutEmailVerification(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string token = fields.Required("token", AnyText);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const auto moved, FollowAddressLink(exchange.context, token));
  Audit(exchange, std::string("address_") + NameOf(moved.step),
        {{"user_id", ToBase36(moved.user)}});
  return JsonResponse(200, {{"status", NameOf(moved.step)}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch(
      "login", services,
      {{"/v1/login", {{"POST", &LogIn}}},
       {"/v1/password-resets", {{"POST", &PostPasswordReset}, {"PUT", &PutPasswordReset}}},
       {"/v1/email-verifications", {{"PUT", &PutEmailVerification}}}},
      request, context);
}

}  // namespace fotogal::login
