#include "functions/login/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/fields.h"
#include "fotogal/password.h"
#include "fotogal/schema.h"
#include "functions/support/audit.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::login {
namespace {

// The account whose password this is. An unknown name takes as long as a wrong password.
Outcome<std::optional<User>> Authenticate(Exchange& exchange, const std::string& login,
                                          const std::string& password) {
  OCI_ASSIGN_OR_RETURN(const auto id, FindByLogin(exchange.services, exchange.call, login));
  std::optional<User> user;
  if (id) {
    OCI_ASSIGN_OR_RETURN(user, FindUser(exchange.services, exchange.call, *id));
  }
  const bool right = user ? VerifyPassword(password, user->password_hash) : VerifyNothing(password);
  if (!right) user.reset();
  return user;
}

// An imported hash gives way to one of ours at the first login; if that fails, at the next one.
void Rehash(Exchange& exchange, const User& user, const std::string& password) {
  const auto hash = HashPassword(password);
  if (!hash.ok()) return;
  static const std::string kStatement =
      "DECLARE $i LONG; $new STRING; $old STRING; UPDATE " + std::string(schema::kUsers) +
      " u SET u.password = $new WHERE u.id = $i AND u.password = $old";
  (void)exchange.services.nosql->Execute(
      exchange.call, kStatement, {{"$i", user.id}, {"$new", *hash}, {"$old", user.password_hash}},
      true);
}

Answer LogIn(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  const std::string login = fields.Required("login", AnyText);
  const std::string typed = fields.Required("password", AnyText);
  const SessionBy by = ReadSessionBy(fields);
  OCI_RETURN_IF_ERROR(fields.Finish());

  // Stored passwords were normalized when they were set; a text that no rule lets through matches
  // none of them.
  const auto password = text::Password(typed);
  OCI_ASSIGN_OR_RETURN(const auto user,
                       Authenticate(exchange, login, password.ok() ? *password : typed));
  if (!user) {
    Audit(exchange, "login_failed", {{"login_hash", Sha256Base64Url(login)}});
    return Problem(401, "bad_credentials", "The name or the password is wrong.");
  }
  if (NeedsRehash(user->password_hash)) Rehash(exchange, *user, password.ok() ? *password : typed);
  OCI_ASSIGN_OR_RETURN(const auto session,
                       StartSession(exchange.services, exchange.call, user->id));
  return SessionResponse(200, exchange.services, session, *user, by);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("login", services, {{"POST", "/v1/login", &LogIn}}, request, context);
}

}  // namespace fotogal::login
