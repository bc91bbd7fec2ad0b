#include "functions/logout/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/sessions.h"
#include "functions/support/audit.h"
#include "functions/support/cookies.h"
#include "functions/support/guard.h"
#include "oci/parallel.h"

namespace fotogal::logout {
namespace {

Answer LogOut(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId user, RequireSession(exchange));
  auto [ended, audited] =
      oci::InParallel([&] { return EndSession(exchange.context, exchange.caller.session_id); },
                      [&] {
                        return Audit(exchange, "logout", {{"user_id", ToBase36(user)}});
                      });
  OCI_RETURN_IF_ERROR(ended);
  fdk::Response response = NoContent();
  if (exchange.caller.by_cookie) RemoveSessionCookies(exchange.context.services, response);
  return response;
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("logout", services, {{"/v1/logout", {{"POST", &LogOut, kAlsoSuspended}}}},
                  request, context);
}

}  // namespace fotogal::logout
