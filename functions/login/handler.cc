#include "functions/login/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/account_edit.h"
#include "fotogal/account/address.h"
#include "fotogal/account/password_reset.h"
#include "fotogal/account/password_rules.h"
#include "fotogal/account/second_factor.h"
#include "fotogal/account/second_factor_recovery.h"
#include "fotogal/account/throttle.h"
#include "fotogal/base/fields.h"
#include "fotogal/base/password.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/throttle_keys.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "functions/login/begin_session.h"
#include "functions/login/passkey_login.h"
#include "functions/login/second_step.h"
#include "functions/support/audit.h"
#include "functions/support/client_address.h"
#include "functions/support/cookies.h"
#include "functions/support/password_check.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::login {
namespace {

using Json = nlohmann::json;

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
                      .address = ClientAddress(exchange),
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

// For somebody who has neither the app nor recovery codes any more.
Answer AskToRecover(Exchange& exchange, Fields& fields) {
  const std::string state = fields.Required("state", AnyText);
  (void)fields.OptionalBool("recover", true);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const FirstStep first, OpenState(exchange, state));
  OCI_RETURN_IF_ERROR(AskForRecovery(exchange.context, first.user));
  Audit(exchange, "second_factor_recovery_asked", {{"user_id", ToBase36(first.user.id)}});
  return JsonResponse(202, {{"status", "sent"}});
}

Answer LogIn(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  if (body.value("recover", Json()) == true) return AskToRecover(exchange, fields);
  if (body.contains("passkey")) return LogInByPasskey(exchange, body);
  return body.contains("state") ? LogInByCode(exchange, fields) : LogInByPassword(exchange, fields);
}

Answer PostPasswordReset(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string email = fields.Required("email", text::Email);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_RETURN_IF_ERROR(SpendFrom(exchange.context, Budget::kResets, ClientAddress(exchange)));
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

Answer LinkFollowed(Exchange& exchange, UserId user, const std::string& event,
                    const std::string& status) {
  Audit(exchange, event, {{"user_id", ToBase36(user)}});
  return JsonResponse(200, {{"status", status}});
}

Answer FollowOfRecovery(Exchange& exchange, const LinkToken& token) {
  OCI_ASSIGN_OR_RETURN(const auto moved, FollowRecoveryLink(exchange.context, token));
  return moved.move == RecoveryMove::kBegun
             ? LinkFollowed(exchange, moved.user, "second_factor_recovery_begun", "recovery_begun")
             : LinkFollowed(exchange, moved.user, "second_factor_recovery_stopped",
                            "recovery_stopped");
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

Answer FollowOfAddress(Exchange& exchange, const LinkToken& token) {
  OCI_ASSIGN_OR_RETURN(const auto moved, FollowAddressLink(exchange.context, token));
  const std::string status = NameOf(moved.step);
  return LinkFollowed(exchange, moved.user, "address_" + status, status);
}

Answer PutEmailVerification(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string token = fields.Required("token", AnyText);
  OCI_RETURN_IF_ERROR(fields.Finish());
  const auto link = ReadLinkToken(token);
  if (!link) return BadToken();
  switch (link->kind) {
    case LinkKind::kVerify:
    case LinkKind::kUndo:
      return FollowOfAddress(exchange, *link);
    case LinkKind::kRecover:
    case LinkKind::kStop:
      return FollowOfRecovery(exchange, *link);
    case LinkKind::kReset:
      break;
  }
  return BadToken();
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
