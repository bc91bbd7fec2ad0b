#include "functions/authorize/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/schema.h"
#include "fotogal/sessions.h"
#include "functions/support/views.h"

namespace fotogal::authorize {
namespace {

using Json = nlohmann::json;

struct Credential {
  std::string token;
  const char* via = "bearer";
};

// An argument of the request as API Gateway sends it: absent, a string, or an array when the header
// came several times.
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

std::string CookieToken(std::string_view cookies) {
  const std::string prefix = std::string(kSessionCookie) + "=";
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    auto pair = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.starts_with(prefix)) return std::string(pair.substr(prefix.size()));
  }
  return {};
}

// Bearer wins: with an Authorization header the cookie is not looked at.
Credential FindCredential(const Json& data) {
  if (data.contains("authorization")) {
    const auto values = Arguments(data, "authorization");
    return {values.size() == 1 ? BearerToken(values[0]) : "", "bearer"};
  }
  // Over HTTP/2 a browser may send each cookie in a line of its own.
  for (const auto& cookies : Arguments(data, "cookie")) {
    if (auto token = CookieToken(cookies); !token.empty()) return {std::move(token), "cookie"};
  }
  return {};
}

// What is nobody's will not be somebody's: an ended session does not come back. The gateway keeps
// the refusal for as long as OCI allows (an hour), and does not ask again.
Answer Inactive(const Exchange& exchange) {
  constexpr std::chrono::hours kKept{1};
  return JsonResponse(200, {{"active", false},
                            {"expiresAt", ToRfc3339(exchange.call.Now() + kKept)},
                            {"wwwAuthenticate", "Bearer realm=\"fotogal\""}});
}

Answer Authorize(Exchange& exchange) {
  const Json event = Json::parse(exchange.request.body, nullptr, false);
  if (!event.is_object() || !event.contains("data") || !event["data"].is_object()) {
    return BadRequest("bad_event", "Not an authorizer request.");
  }
  const Credential credential = FindCredential(event["data"]);
  if (credential.token.empty() || credential.token.size() > 200) return Inactive(exchange);
  OCI_ASSIGN_OR_RETURN(const auto session,
                       UseSession(exchange.services, exchange.call, credential.token));
  if (!session) return Inactive(exchange);
  const auto expires =
      std::min(exchange.call.Now() + schema::kAuthorizerCache, FromMillis(session->expire_ts));
  return JsonResponse(200, {{"active", true},
                            {"scope", Json::array()},
                            {"expiresAt", ToRfc3339(expires)},
                            {"context",
                             {{"user_id", ToBase36(session->user_id)},
                              {"session_id", session->id},
                              {"via", credential.via}}}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchInvocation("authorize", services, &Authorize, request, context);
}

}  // namespace fotogal::authorize
