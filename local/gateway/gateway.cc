#include "local/gateway/gateway.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "local/standin/principals.h"
#include "oci/crypto.h"
#include "oci/signer.h"

namespace local {
namespace {

using Json = nlohmann::json;
using standin::Response;

Response GatewayError(int status, const std::string& message) {
  return {status,
          {{"Content-Type", "application/json"}},
          Json{{"message", message}, {"code", status}}.dump()};
}

// "2026-11-21T15:00:00+00:00", with or without fraction, Z or offset of zero.
std::chrono::system_clock::time_point ParseTime(const std::string& text) {
  std::tm utc{};
  if (strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &utc) == nullptr) return {};
  return std::chrono::system_clock::from_time_t(timegm(&utc));
}

bool IsHopHeader(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "Connection", "Keep-Alive", "Proxy-Connection", "Te",
      "Trailer",    "Upgrade",    "Transfer-Encoding"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](auto hop) { return SameName(hop, name); });
}

// What the gateway says of the client itself, whatever the client says.
bool IsGateways(std::string_view name) {
  static constexpr std::string_view kNames[] = {"Forwarded", "X-Forwarded-For", "X-Real-Ip",
                                                "Cdn-Loop"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](auto own) { return SameName(own, name); });
}

// 16 hexadecimal digits.
std::string TraceId(const std::string& request_id) {
  return oci::Hex(oci::Sha256(request_id)).substr(0, 16);
}

}  // namespace

Response Gateway::TooLarge() { return GatewayError(413, "Request Entity Too Large"); }

Response Gateway::BadRequest() { return GatewayError(400, "Bad Request"); }

Response Gateway::NotFound() { return GatewayError(404, "Not Found"); }

Response Gateway::Unavailable() { return GatewayError(503, "Service Unavailable"); }

Response Gateway::Handle(const standin::Request& request, const std::string& peer) {
  if (request.path.size() + request.query.size() > kMaxTarget)
    return GatewayError(414, "URI Too Long");
  if (!request.path.starts_with('/')) return BadRequest();  // "*", "host:port"
  const auto match = FindRoute(options_.specification, request.method, request.path);
  if (match.route == nullptr) return NotFound();
  if (!match.method_allowed) return GatewayError(405, "Method Not Allowed");
  const Route& route = *match.route;
  RequestContext context{request, match.parameters, {}};
  if (options_.specification.authentication && !route.anonymous) {
    auto verdict = Authorize(context);
    if (auto* refused = std::get_if<Refused>(&verdict)) return std::move(refused->response);
    auto& granted = std::get<Granted>(verdict);
    const bool in_scope =
        route.any_scope.empty() ||
        std::any_of(route.any_scope.begin(), route.any_scope.end(), [&](const auto& scope) {
          return std::find(granted.scope.begin(), granted.scope.end(), scope) !=
                 granted.scope.end();
        });
    if (!in_scope) return GatewayError(403, "Forbidden");
    context.auth = std::move(granted.context);
  }
  oci::HeaderList headers = request.headers;
  std::erase_if(headers, [](const auto& header) { return IsHopHeader(header.first); });
  Transform(context, route.request_headers, headers);
  context.onward_query = FilterQuery(route.query, request.query);
  Response response = Forward(route, context, std::move(headers), peer);
  Transform(context, route.response_headers, response.headers);
  return response;
}

Gateway::Verdict Gateway::Authorize(const RequestContext& context) {
  const auto& authentication = *options_.specification.authentication;
  Json arguments = Json::object();
  for (const auto& [argument, variable] : authentication.parameters) {
    const auto values = Values(context, variable);
    if (values.size() == 1) arguments[argument] = values[0];
    if (values.size() > 1) arguments[argument] = values;
  }
  if (arguments.empty()) return Refused{Refuse(authentication, context, "")};
  Json key = Json::object();
  for (const auto& argument : authentication.cache_key) {
    if (arguments.contains(argument)) key[argument] = arguments[argument];
  }
  const std::string cache_key = (authentication.cache_key.empty() ? arguments : key).dump();
  const auto now = options_.clock();
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(granted_, [&](const auto& entry) { return entry.second.expires <= now; });
    if (const auto found = granted_.find(cache_key); found != granted_.end()) return found->second;
  }
  auto verdict = AskAuthorizer(authentication, arguments, context);
  if (const auto* granted = std::get_if<Granted>(&verdict)) {
    const std::lock_guard lock(mutex_);
    granted_[cache_key] = *granted;
  }
  return verdict;
}

Gateway::Verdict Gateway::AskAuthorizer(const Authentication& authentication, const Json& arguments,
                                        const RequestContext& context) {
  FnRequest call;
  call.headers = {{"Content-Type", "application/json"}};
  call.body = Json{{"type", "USER_DEFINED"}, {"data", arguments}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  const auto answer = options_.invoke(authentication.function_id, std::move(call));
  const Json result = Json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || !result.is_object() || !result.contains("active")) {
    return Refused{GatewayError(502, "Bad Gateway")};
  }
  if (result["active"] != true)
    return Refused{Refuse(authentication, context, result.value("wwwAuthenticate", ""))};
  Granted granted;
  const Json authorized = result.value("context", Json::object());
  for (const auto& [name, value] : authorized.items()) {
    granted.context[name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  for (const auto& scope : result.value("scope", Json::array()))
    granted.scope.push_back(scope.get<std::string>());
  const auto now = options_.clock();
  granted.expires = std::clamp(ParseTime(result.value("expiresAt", "")),
                               now + std::chrono::seconds(60), now + std::chrono::seconds(3600));
  return granted;
}

Response Gateway::Refuse(const Authentication& authentication, const RequestContext& context,
                         const std::string& www_authenticate) {
  Response response = GatewayError(401, "Unauthorized");
  if (authentication.failure) {
    response.status = std::atoi(authentication.failure->status.c_str());
    if (!authentication.failure->message.empty())
      response.body = Expand(context, authentication.failure->message);
  }
  if (!www_authenticate.empty())
    response.headers.emplace_back("WWW-Authenticate", www_authenticate);
  if (authentication.failure) Transform(context, authentication.failure->headers, response.headers);
  return response;
}

Response Gateway::Forward(const Route& route, const RequestContext& context,
                          oci::HeaderList headers, const std::string& peer) {
  if (const auto* stock = std::get_if<StockBackend>(&route.backend)) {
    return {stock->status, stock->headers, stock->body};
  }
  if (const auto* function = std::get_if<FunctionBackend>(&route.backend)) {
    if (context.request.body.size() > kMaxFunctionBody) return TooLarge();
    return ToFunction(*function, context, std::move(headers), peer);
  }
  if (context.request.body.size() > kMaxHttpBody) return TooLarge();
  return ToHttp(std::get<HttpBackend>(route.backend), context, std::move(headers));
}

FnRequest Gateway::CallOf(const RequestContext& context, oci::HeaderList headers,
                          const std::string& peer, const std::string& request_id) const {
  const auto& request = context.request;
  FnRequest call;
  call.headers = {{"Fn-Intent", "httprequest"},
                  {"Fn-Http-Method", request.method},
                  {"Fn-Http-Request-Url",
                   request.path + (context.onward_query.empty() ? "" : "?" + context.onward_query)},
                  {"Host", "localhost"},
                  {"Date", oci::HttpDate(options_.clock())},
                  {"User-Agent", "lua-resty-http"},
                  {"Opc-Request-Id", request_id},
                  {"Oci-Subject-Id", "ocid1.apigateway.oc1..fotogal"},
                  {"Oci-Subject-Type", "resource"},
                  {"Oci-Subject-Tenancy-Id", standin::kTenancyId},
                  {"Oci-Subject-Compartment-Id", standin::kCompartmentId},
                  {"X-B3-Traceid", TraceId(request_id)},
                  {"X-B3-Spanid", TraceId(request_id)},
                  {"X-Content-Sha256", oci::Base64(oci::Sha256(request.body))}};
  std::string content_type = "application/octet-stream";
  std::erase_if(headers, [](const auto& header) { return IsGateways(header.first); });
  headers.insert(headers.end(), {{"Forwarded", "for=" + peer},
                                 {"X-Forwarded-For", peer},
                                 {"X-Real-Ip", peer},
                                 {"Cdn-Loop", TraceId(request_id)}});
  for (const auto& [name, value] : headers) {
    if (SameName(name, "Content-Type")) content_type = value;
    if (!SameName(name, "Content-Type")) call.headers.emplace_back("Fn-Http-H-" + name, value);
  }
  // Observed in a real deployment: it arrives twice, with the same value (oci-rest.md 7.4).
  call.headers.insert(call.headers.end(), {{"Fn-Http-H-Content-Type", content_type},
                                           {"Fn-Http-H-Content-Type", content_type},
                                           {"Content-Type", content_type}});
  call.body = request.body;
  return call;
}

Response Gateway::ToFunction(const FunctionBackend& backend, const RequestContext& context,
                             oci::HeaderList headers, const std::string& peer) {
  const std::string request_id = "/" + options_.new_request_id() + "/" + options_.new_request_id();
  const auto answer =
      options_.invoke(backend.function_id, CallOf(context, std::move(headers), peer, request_id));
  if (answer.status != 200)
    return GatewayError(answer.status == 504 ? 504 : 502,
                        answer.status == 504 ? "Gateway Timeout" : "Bad Gateway");

  Response response;
  const auto status = oci::FindHeader(answer.headers, "Fn-Http-Status");
  response.status = status.empty() ? 200 : std::atoi(std::string(status).c_str());
  constexpr std::string_view kPrefix = "Fn-Http-H-";
  for (const auto& [name, value] : answer.headers) {
    const bool prefixed =
        name.size() > kPrefix.size() && SameName(name.substr(0, kPrefix.size()), kPrefix);
    // Of an answer to HEAD it says what GET would bring; otherwise the body tells.
    const bool framing = context.request.method != "HEAD" && prefixed &&
                         SameName(name.substr(kPrefix.size()), "Content-Length");
    if (prefixed && !framing) {
      response.headers.emplace_back(name.substr(kPrefix.size()), value);
    }
    if (SameName(name, "Content-Type") && response.status != 204)
      response.headers.emplace_back("Content-Type", value);
  }
  response.headers.emplace_back("opc-request-id", request_id);
  response.body = answer.body;
  return response;
}

Response Gateway::ToHttp(const HttpBackend& backend, const RequestContext& context,
                         oci::HeaderList headers) {
  oci::HttpRequest request;
  request.method = context.request.method;
  request.url = Expand(context, backend.url);
  if (!context.onward_query.empty()) {
    request.url += (request.url.find('?') == std::string::npos ? "?" : "&") + context.onward_query;
  }
  std::erase_if(headers, [](const auto& header) {
    return SameName(header.first, "Host") || SameName(header.first, "Content-Length") ||
           SameName(header.first, "Accept-Encoding");
  });
  request.headers = std::move(headers);
  request.body = context.request.body;
  const auto timeout = std::chrono::milliseconds(static_cast<long>(
      1000 * (backend.connect_timeout + backend.send_timeout + backend.read_timeout)));
  auto answer = options_.transport->Send(request, timeout, [] { return false; });
  if (!answer.ok()) {
    const bool late = answer.error().code == "deadline_exceeded";
    return late ? GatewayError(504, "Gateway Timeout") : GatewayError(502, "Bad Gateway");
  }
  const bool is_head = request.method == "HEAD";
  std::erase_if(answer->headers, [is_head](const auto& header) {
    return IsHopHeader(header.first) || (!is_head && SameName(header.first, "Content-Length"));
  });
  return std::move(answer).value();
}

}  // namespace local
