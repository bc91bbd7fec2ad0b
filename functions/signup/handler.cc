#include "functions/signup/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/device_marks.h"
#include "fotogal/account/password_rules.h"
#include "fotogal/account/sign_up.h"
#include "fotogal/base/fields.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/deletion/deletion.h"
#include "fotogal/mail/mail_job.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "functions/support/audit.h"
#include "functions/support/client_address.h"
#include "functions/support/device_words.h"
#include "functions/support/language.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::signup {
namespace {

// A name that is taken may belong to an account that is about to give it up.
Problem Refused(Exchange& exchange, const NewAccount& account, Problem problem) {
  if (problem.status != 409) return problem;
  const bool is_username = problem.code == "username_taken";
  const auto hastened = ResumeDeletion(
      exchange.context, is_username ? UsernameKey(account.username) : EmailKey(account.email));
  if (!hastened.ok()) exchange.note = "deletion not hastened: " + hastened.error().code;
  return problem;
}

// If that fails, the person can ask for the mail later.
Unit AskToVerifyFirst(Exchange& exchange, const User& user) {
  const auto mail =
      QueueMail(exchange.context, {.user = user.id, .mail = MailKind::kVerifyAddress});
  if (mail.ok()) SendQueued(exchange.context, *mail);
  return {};
}

Answer SignUp(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  NewAccount account;
  account.email = fields.Required("email", text::Email);
  account.full_name = fields.Required("full_name", text::FullName);
  account.username = fields.Required("username", text::Username);
  account.password = fields.Required("password", text::Password);
  RefuseGuessable(fields, "password", account.password, account.username, account.email);
  account.is_private = fields.OptionalBool("is_private", false);
  account.language = LanguageOf(exchange);
  const SessionBy by = ReadSessionBy(fields);
  OCI_RETURN_IF_ERROR(fields.Finish());

  OCI_RETURN_IF_ERROR(SpendFrom(exchange.context, Budget::kSignUps, ClientAddress(exchange)));
  const auto created = CreateAccount(exchange.context, account);
  if (!created.ok()) return Refused(exchange, account, created.error());
  const User& user = *created;
  const std::string device = DeviceWords(exchange.request.headers.Get("User-Agent").value_or(""));
  auto [session, asked, audited] =
      oci::InParallel([&] { return StartSession(exchange.context, user.id, device); },
                      [&] { return AskToVerifyFirst(exchange, user); },
                      [&] {
                        return Audit(exchange, "signup", {{"user_id", ToBase36(user.id)}});
                      });
  OCI_RETURN_IF_ERROR(session);
  return SessionResponse(201, exchange.context, *session, user, by,
                         NewDevice(exchange.context.services.random));
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("signup", services, {{"/v1/users", {{"POST", &SignUp}}}}, request, context);
}

}  // namespace fotogal::signup
