#include "local/specification/specification.h"

#include <algorithm>

#include "local/specification/check.h"
#include "oci/nearest_name.h"

namespace local {
namespace {

// Everything below reads specifications that the checker has accepted: members exist and have the
// right types.
using Json = nlohmann::json;
using Filter = HeaderTransformations::Filter;

const Json kEmpty = Json::object();

const Json& Member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? kEmpty : *found;
}

std::vector<std::string> Texts(const Json& list) { return list.get<std::vector<std::string>>(); }

Filter ReadFilter(const Json& filter, std::vector<std::string>& names) {
  for (const auto& item : filter.at("items")) names.push_back(item.at("name").get<std::string>());
  return filter.at("type") == "BLOCK" ? Filter::kBlock : Filter::kAllow;
}

IfExists ReadIfExists(const Json& item) {
  const auto text = item.value("ifExists", "OVERWRITE");
  if (text == "APPEND") return IfExists::kAppend;
  return text == "SKIP" ? IfExists::kSkip : IfExists::kOverwrite;
}

HeaderTransformations ReadHeaders(const Json& object) {
  HeaderTransformations headers;
  if (object.contains("filterHeaders"))
    headers.filter = ReadFilter(object["filterHeaders"], headers.filtered);
  if (object.contains("renameHeaders")) {
    for (const auto& item : object["renameHeaders"].at("items"))
      headers.renamed.emplace_back(item.at("from"), item.at("to"));
  }
  if (object.contains("setHeaders")) {
    for (const auto& item : object["setHeaders"].at("items"))
      headers.set.push_back({item.at("name"), Texts(item.at("values")), ReadIfExists(item)});
  }
  return headers;
}

StockBackend ReadStock(const Json& object) {
  StockBackend stock;
  stock.status = object.at("status").get<int>();
  stock.body = object.value("body", "");
  for (const auto& item : Member(object, "headers"))
    stock.headers.emplace_back(item.at("name"), item.at("value"));
  return stock;
}

PlainBackend ReadPlainBackend(const Json& object) {
  const auto type = object.at("type").get<std::string>();
  if (type == "ORACLE_FUNCTIONS_BACKEND")
    return FunctionBackend{object.at("functionId").get<std::string>()};
  if (type == "STOCK_RESPONSE_BACKEND") return ReadStock(object);
  return HttpBackend{object.at("url"), object.value("connectTimeoutInSeconds", 60.0),
                     object.value("readTimeoutInSeconds", 10.0),
                     object.value("sendTimeoutInSeconds", 10.0)};
}

Branch ReadBranch(const Json& object) {
  const Json& key = object.at("key");
  Branch branch;
  branch.is_default = key.value("isDefault", false);
  if (key.contains("values")) branch.values = Texts(key["values"]);
  branch.wildcard = key.value("expression", "");
  branch.backend = ReadPlainBackend(object.at("backend"));
  return branch;
}

Backend ReadBackend(const Json& object) {
  if (object.at("type") != "DYNAMIC_ROUTING_BACKEND") return ReadPlainBackend(object);
  DynamicBackend dynamic{object.at("selectionSource").at("selector"), {}};
  for (const auto& item : object.at("routingBackends"))
    dynamic.branches.push_back(ReadBranch(item));
  return dynamic;
}

Route ReadRoute(const Json& object) {
  Route route;
  route.path = object.at("path").get<std::string>();
  route.methods = Texts(object.at("methods"));
  route.backend = ReadBackend(object.at("backend"));
  const Json& policies = Member(object, "requestPolicies");
  const Json& authorization = Member(policies, "authorization");
  route.anonymous = authorization.value("type", "") == "ANONYMOUS";
  if (authorization.contains("allowedScope"))
    route.any_scope = Texts(authorization["allowedScope"]);
  route.request_headers = ReadHeaders(Member(policies, "headerTransformations"));
  const Json& query = Member(policies, "queryParameterTransformations");
  if (query.contains("filterQueryParameters"))
    route.query.filter = ReadFilter(query["filterQueryParameters"], route.query.names);
  route.response_headers =
      ReadHeaders(Member(Member(object, "responsePolicies"), "headerTransformations"));
  return route;
}

Authentication ReadAuthentication(const Json& object) {
  Authentication authentication;
  authentication.function_id = object.at("functionId").get<std::string>();
  authentication.anonymous_access_allowed = object.value("isAnonymousAccessAllowed", false);
  for (const auto& [argument, variable] : object.at("parameters").items())
    authentication.parameters.emplace_back(argument, variable.get<std::string>());
  if (object.contains("cacheKey")) authentication.cache_key = Texts(object["cacheKey"]);
  if (object.contains("validationFailurePolicy")) {
    const Json& policy = object["validationFailurePolicy"];
    authentication.failure = {policy.value("responseCode", "401"),
                              policy.value("responseMessage", ""),
                              ReadHeaders(Member(policy, "responseHeaderTransformations"))};
  }
  return authentication;
}

RateLimiting ReadRateLimit(const Json& object) {
  const bool is_total = object.at("rateKey") == "TOTAL";
  return {object.at("rateInRequestsPerSecond").get<double>(),
          is_total ? RateLimiting::Key::kTotal : RateLimiting::Key::kClientIp};
}

}  // namespace

std::vector<const PlainBackend*> AllBackends(const Route& route) {
  if (const auto* plain = std::get_if<PlainBackend>(&route.backend)) return {plain};
  std::vector<const PlainBackend*> all;
  for (const auto& branch : std::get<DynamicBackend>(route.backend).branches)
    all.push_back(&branch.backend);
  return all;
}

std::vector<std::string> PathsTo(const Route& route, const std::string& function_id) {
  const auto calls = [&](const PlainBackend& backend) {
    const auto* function = std::get_if<FunctionBackend>(&backend);
    return function != nullptr && function->function_id == function_id;
  };
  std::vector<std::string> paths;
  if (const auto* plain = std::get_if<PlainBackend>(&route.backend)) {
    if (calls(*plain)) paths.push_back(route.path);
    return paths;
  }
  const auto& dynamic = std::get<DynamicBackend>(route.backend);
  constexpr std::string_view kOfPath = "request.path[";
  std::string parameter;
  if (dynamic.selector.starts_with(kOfPath))
    parameter =
        "{" +
        dynamic.selector.substr(kOfPath.size(), dynamic.selector.size() - kOfPath.size() - 1) + "}";
  const auto at = parameter.empty() ? std::string::npos : route.path.find(parameter);
  for (const auto& branch : dynamic.branches) {
    if (!calls(branch.backend)) continue;
    if (at == std::string::npos || branch.values.empty()) paths.push_back(route.path);
    if (at == std::string::npos) continue;
    for (const auto& value : branch.values)
      paths.push_back(std::string(route.path).replace(at, parameter.size(), value));
  }
  return paths;
}

oci::Error BrokenSpecification(const Violations& violations) {
  const std::string start = "deployment specification: ";
  if (violations.size() == 1) return oci::ConfigurationError(start + Line(violations[0]));
  return oci::ConfigurationError(start + std::to_string(violations.size()) +
                                 " rules are broken\n  " + Lines(violations, "\n  "));
}

oci::Result<Specification> ParseSpecification(const Json& document) {
  if (const auto violations = CheckSpecification(document); !violations.empty())
    return BrokenSpecification(violations);
  Specification specification;
  const Json& policies = Member(document, "requestPolicies");
  if (policies.contains("authentication"))
    specification.authentication = ReadAuthentication(policies["authentication"]);
  if (policies.contains("rateLimiting"))
    specification.rate_limiting = ReadRateLimit(policies["rateLimiting"]);
  for (const auto& route : document.at("routes")) specification.routes.push_back(ReadRoute(route));
  return specification;
}

namespace {

oci::Error UnknownPlaceholder(const std::string& name,
                              const std::vector<std::pair<std::string, std::string>>& values) {
  std::vector<std::string> names;
  for (const auto& [known, value] : values) names.push_back(known);
  return oci::ConfigurationError("deployment specification: unknown {{" + name + "}}; " +
                                 oci::Suggestion(name, names));
}

}  // namespace

oci::Result<std::string> FillTemplate(
    const std::string& text, const std::vector<std::pair<std::string, std::string>>& values) {
  std::string filled;
  size_t at = 0;
  for (;;) {
    const size_t open = text.find("{{", at);
    filled += text.substr(at, open - at);
    if (open == std::string::npos) return filled;
    const size_t close = text.find("}}", open);
    if (close == std::string::npos)
      return oci::ConfigurationError("deployment specification: {{ without }}");
    const auto name = text.substr(open + 2, close - open - 2);
    const auto value = std::find_if(values.begin(), values.end(),
                                    [&](const auto& candidate) { return candidate.first == name; });
    if (value == values.end()) return UnknownPlaceholder(name, values);
    filled += value->second;
    at = close + 2;
  }
}

}  // namespace local
