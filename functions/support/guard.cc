#include "functions/support/guard.h"

#include <charconv>

#include "common/ascii.h"
#include "fotogal/account/sessions.h"

namespace fotogal {
namespace {

// The origin as browsers write it, without the default port. API Gateway serves only HTTPS and
// passes functions a path without scheme and host (Fn-Http-Request-Url), so the scheme follows from
// whether cookies are for TLS only.
std::string OwnOrigin(const Config& config, std::string_view host) {
  const std::string_view port = config.cookie_secure ? ":443" : ":80";
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return (config.cookie_secure ? "https://" : "http://") + std::string(host);
}

Outcome<Unit> RequireOwnOrigin(const Exchange& exchange) {
  // Browsers send no Origin when a page reads from its own origin; SameSite keeps cookies out of
  // other sites' requests.
  const bool reads = exchange.request.method == "GET" || exchange.request.method == "HEAD";
  if (!exchange.caller.by_cookie || reads) return Unit{};
  const auto origins = exchange.request.headers.GetAll("Origin");
  const auto hosts = exchange.request.headers.GetAll("Host");
  const bool is_own =
      origins.size() == 1 && hosts.size() == 1 && !hosts[0].empty() &&
      common::EqualNoCase(origins[0], OwnOrigin(exchange.context.services.config, hosts[0]));
  if (!is_own) {
    return Problem(403, "bad_origin", "This request must come from the service's own pages.");
  }
  return Unit{};
}

}  // namespace

Outcome<UserId> RequireSession(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId user, RequireUser(exchange));
  OCI_RETURN_IF_ERROR(RequireOwnOrigin(exchange));
  OCI_ASSIGN_OR_RETURN(const auto session,
                       FindSession(exchange.context, exchange.caller.session_id));
  if (!session || session->user_id != user) return SessionEnded();
  if (session->suspended && !exchange.serves_suspended)
    OCI_RETURN_IF_ERROR(RequireStanding(exchange.context, user));
  return user;
}

Outcome<PageRequest> ReadPageRequest(const Exchange& exchange) {
  PageRequest page;
  page.cursor = QueryParameter(exchange.request, "cursor");
  if (const auto limit = QueryParameter(exchange.request, "limit")) {
    const char* end = limit->data() + limit->size();
    const auto [stopped, error] = std::from_chars(limit->data(), end, page.limit);
    if (error != std::errc() || stopped != end || page.limit < 1 || page.limit > 100) {
      return InvalidFields({{"query.limit", "out_of_range", "must be a number from 1 to 100"}});
    }
  }
  return page;
}

}  // namespace fotogal
