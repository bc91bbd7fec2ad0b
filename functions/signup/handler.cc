#include "functions/signup/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/fields.h"
#include "functions/support/audit.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::signup {
namespace {

Answer SignUp(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  Fields fields(body);
  NewAccount account;
  account.email = fields.Required("email", text::Email);
  account.full_name = fields.Required("full_name", text::FullName);
  account.username = fields.Required("username", text::Username);
  account.password = fields.Required("password", text::Password);
  account.is_private = fields.OptionalBool("is_private", false);
  const SessionBy by = ReadSessionBy(fields);
  OCI_RETURN_IF_ERROR(fields.Finish());

  OCI_ASSIGN_OR_RETURN(const User user, CreateAccount(exchange.services, exchange.call, account));
  auto [session, audited] =
      oci::InParallel([&] { return StartSession(exchange.services, exchange.call, user.id); },
                      [&] {
                        return Audit(exchange, "signup", {{"user_id", ToBase36(user.id)}});
                      });
  OCI_RETURN_IF_ERROR(session);
  return SessionResponse(201, exchange.services, *session, user, by);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("signup", services, {{"POST", "/v1/users", &SignUp}}, request, context);
}

}  // namespace fotogal::signup
