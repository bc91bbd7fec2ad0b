#include "functions/support/guard.h"

#include <charconv>

#include "fotogal/sessions.h"

namespace fotogal {
namespace {

Outcome<Unit> RequireOwnOrigin(const Exchange& exchange) {
  // Browsers name no origin when a page reads from its own; SameSite keeps other sites' cookies
  // out.
  const bool reads = exchange.request.method == "GET" || exchange.request.method == "HEAD";
  if (!exchange.caller.by_cookie || reads) return Unit{};
  std::string_view origin = exchange.request.headers.Get("Origin").value_or("");
  const auto scheme = origin.find("://");
  if (scheme != std::string_view::npos) origin.remove_prefix(scheme + 3);
  const auto host = exchange.request.headers.Get("Host").value_or("");
  if (origin.empty() || origin != host) {
    return Problem(403, "bad_origin", "This request must come from the service's own pages.");
  }
  return Unit{};
}

}  // namespace

Outcome<Id> RequireSession(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id user, RequireUser(exchange));
  OCI_RETURN_IF_ERROR(RequireOwnOrigin(exchange));
  OCI_ASSIGN_OR_RETURN(const auto session,
                       FindSession(exchange.services, exchange.call, exchange.caller.session_id));
  if (!session || session->user_id != user) return SessionEnded();
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
