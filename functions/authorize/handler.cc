#include "functions/authorize/handler.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/account/sessions.h"
#include "fotogal/base/schema.h"
#include "functions/support/cookies.h"
#include "oci/json_text.h"

namespace fotogal::authorize {
namespace {

using Json = nlohmann::json;

// Tokens of the same preference; of several, the newest session that still exists counts.
struct Credential {
  std::vector<std::string> tokens;
  const char* via = "bearer";
};

constexpr size_t kMostTokens = 4;        // number of the request's cookies that are looked up
constexpr size_t kMostTokenBytes = 200;  // tokens of this service have 43

// An argument of the request as API Gateway sends it: absent, a string, or an array when the header
// occurred several times.
std::vector<std::string> Arguments(const Json& data, const char* name) {
  const auto found = data.find(name);
  if (found == data.end()) return {};
  std::vector<std::string> values;
  for (const Json& value : found->is_array() ? *found : Json::array({*found})) {
    if (!value.is_string()) return {};
    values.push_back(value.get<std::string>());
  }
  return values;
}

std::string BearerToken(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return {};
  for (size_t i = 0; i < kScheme.size(); ++i) {
    if ((authorization[i] | 0x20) != (kScheme[i] | 0x20)) return {};
  }
  return std::string(authorization.substr(kScheme.size()));
}

std::vector<std::string> Tokens(std::vector<std::string> values) {
  std::erase_if(values,
                [](const auto& value) { return value.empty() || value.size() > kMostTokenBytes; });
  return values;
}

// Over TLS the cookie whose name nobody else can set ("__Host-") comes first. The plain name, which
// others could have set, is accepted only until all sessions from before the change of names have
// ended.
std::vector<Credential> CookieCredentials(const Exchange& exchange, const Json& data) {
  const auto arguments = Arguments(data, "cookie");
  // Over HTTP/2 a browser may send each cookie in its own header line.
  const std::vector<std::string_view> lines(arguments.begin(), arguments.end());
  const std::string name = SessionCookieName(exchange.context.services.config);
  std::vector<Credential> credentials{{Tokens(CookieValues(lines, name, kMostTokens)), "cookie"}};
  const size_t left = kMostTokens - credentials[0].tokens.size();
  if (name != kPlainSessionCookie && exchange.context.Now() < kPlainSessionsEnd)
    credentials.push_back({Tokens(CookieValues(lines, kPlainSessionCookie, left)), "cookie"});
  return credentials;
}

// The preferred ones first. With an Authorization header, cookies are ignored.
std::vector<Credential> FindCredentials(const Exchange& exchange, const Json& data) {
  if (!data.contains("authorization")) return CookieCredentials(exchange, data);
  const auto values = Arguments(data, "authorization");
  if (values.size() != 1) return {};
  return {{Tokens({BearerToken(values[0])}), "bearer"}};
}

// A session that has ended never becomes valid again, so the gateway may cache the refusal as long
// as OCI allows (an hour).
Answer Inactive(const Exchange& exchange) {
  constexpr std::chrono::hours kKept{1};
  return JsonResponse(200, {{"active", false},
                            {"expiresAt", common::Rfc3339(exchange.context.Now() + kKept)},
                            {"wwwAuthenticate", "Bearer realm=\"fotogal\""}});
}

Answer Active(const Exchange& exchange, const Session& session, const char* via) {
  const auto expires =
      std::min(exchange.context.Now() + schema::kAuthorizerCache, FromMillis(session.expire_ts));
  return JsonResponse(200, {{"active", true},
                            {"scope", Json::array()},
                            {"expiresAt", common::Rfc3339(expires)},
                            {"context",
                             {{"user_id", ToBase36(session.user_id)},
                              {"session_id", session.id},
                              {"via", via},
                              {"suspended", session.suspended ? "yes" : "no"}}}});
}

Answer Authorize(Exchange& exchange) {
  const Json event = oci::JsonOf(exchange.request.body);
  if (!event.is_object() || !event.contains("data") || !event["data"].is_object()) {
    return BadRequest("bad_event", "Not an authorizer request.");
  }
  for (const auto& credential : FindCredentials(exchange, event["data"])) {
    OCI_ASSIGN_OR_RETURN(const auto session, UseSession(exchange.context, credential.tokens));
    if (session) return Active(exchange, *session, credential.via);
  }
  return Inactive(exchange);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchInvocation("authorize", services, &Authorize, request, context);
}

}  // namespace fotogal::authorize
