#include "local/gateway/specification.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace local {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxRoutes = 50;
const std::set<std::string> kMethods = {"ANY", "HEAD",  "GET",    "POST",
                                        "PUT", "PATCH", "DELETE", "OPTIONS"};

// Parsing goes down many levels; a refusal leaves them all at once and becomes an error value at
// the top.
struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One object of the document, with its place in it. Every key must be asked for.
class Object {
 public:
  Object(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
    if (!json.is_object()) throw Refusal(place_ + " must be an object");
  }

  void Allow(std::initializer_list<const char*> keys) const {
    for (const auto& [key, value] : json_.items()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        throw Refusal("unknown key " + Place(key));
    }
  }
  bool Has(const char* key) const { return json_.contains(key); }
  Object Child(const char* key) const { return {Required(key), Place(key)}; }
  std::string Text(const char* key) const {
    const Json& value = Required(key);
    if (!value.is_string()) throw Refusal(Place(key) + " must be a string");
    return value.get<std::string>();
  }
  std::string Text(const char* key, const std::string& otherwise) const {
    return Has(key) ? Text(key) : otherwise;
  }
  double Number(const char* key, double otherwise) const {
    if (!Has(key)) return otherwise;
    if (!json_[key].is_number()) throw Refusal(Place(key) + " must be a number");
    return json_[key].get<double>();
  }
  bool Flag(const char* key, bool otherwise) const {
    if (!Has(key)) return otherwise;
    if (!json_[key].is_boolean()) throw Refusal(Place(key) + " must be true or false");
    return json_[key].get<bool>();
  }
  std::vector<std::string> Texts(const char* key) const {
    std::vector<std::string> texts;
    for (const auto& value : Array(key)) {
      if (!value.is_string()) throw Refusal(Place(key) + " must hold strings");
      texts.push_back(value.get<std::string>());
    }
    return texts;
  }
  std::vector<Object> Objects(const char* key) const {
    std::vector<Object> objects;
    for (size_t i = 0; i < Array(key).size(); ++i) {
      objects.emplace_back(Array(key)[i], Place(key) + "[" + std::to_string(i) + "]");
    }
    return objects;
  }
  const Json& json() const { return json_; }
  std::string Place(const std::string& key) const {
    return place_.empty() ? key : place_ + "." + key;
  }

 private:
  const Json& Required(const char* key) const {
    if (!Has(key)) throw Refusal(Place(key) + " is required");
    return json_[key];
  }
  const Json& Array(const char* key) const {
    const Json& value = Required(key);
    if (!value.is_array()) throw Refusal(Place(key) + " must be a list");
    return value;
  }

  const Json& json_;
  std::string place_;
};

IfExists ParseIfExists(const std::string& text, const std::string& place) {
  if (text == "OVERWRITE") return IfExists::kOverwrite;
  if (text == "APPEND") return IfExists::kAppend;
  if (text == "SKIP") return IfExists::kSkip;
  throw Refusal(place + ": unknown ifExists " + text);
}

using Filter = HeaderTransformations::Filter;

// {"type": "BLOCK" or "ALLOW", "items": [{"name": ..}]}
Filter ParseFilter(const Object& filter, std::vector<std::string>& names) {
  filter.Allow({"type", "items"});
  const auto type = filter.Text("type");
  if (type != "BLOCK" && type != "ALLOW") throw Refusal(filter.Place("type") + ": BLOCK or ALLOW");
  for (const auto& item : filter.Objects("items")) {
    item.Allow({"name"});
    names.push_back(item.Text("name"));
  }
  return type == "BLOCK" ? Filter::kBlock : Filter::kAllow;
}

HeaderTransformations ParseHeaders(const Object& object) {
  object.Allow({"setHeaders", "renameHeaders", "filterHeaders"});
  HeaderTransformations headers;
  if (object.Has("setHeaders")) {
    const auto set = object.Child("setHeaders");
    set.Allow({"items"});
    for (const auto& item : set.Objects("items")) {
      item.Allow({"name", "values", "ifExists"});
      headers.set.push_back(
          {item.Text("name"), item.Texts("values"),
           ParseIfExists(item.Text("ifExists", "OVERWRITE"), item.Place("ifExists"))});
    }
  }
  if (object.Has("renameHeaders")) {
    const auto rename = object.Child("renameHeaders");
    rename.Allow({"items"});
    for (const auto& item : rename.Objects("items")) {
      item.Allow({"from", "to"});
      headers.renamed.emplace_back(item.Text("from"), item.Text("to"));
    }
  }
  if (object.Has("filterHeaders"))
    headers.filter = ParseFilter(object.Child("filterHeaders"), headers.filtered);
  return headers;
}

Backend ParseBackend(const Object& object) {
  const auto type = object.Text("type");
  if (type == "ORACLE_FUNCTIONS_BACKEND") {
    object.Allow({"type", "functionId"});
    return FunctionBackend{object.Text("functionId")};
  }
  if (type == "HTTP_BACKEND") {
    object.Allow({"type", "url", "connectTimeoutInSeconds", "readTimeoutInSeconds",
                  "sendTimeoutInSeconds", "isSslVerifyDisabled"});
    return HttpBackend{object.Text("url"), object.Number("connectTimeoutInSeconds", 60),
                       object.Number("readTimeoutInSeconds", 10),
                       object.Number("sendTimeoutInSeconds", 10)};
  }
  if (type == "STOCK_RESPONSE_BACKEND") {
    object.Allow({"type", "status", "body", "headers"});
    StockBackend stock;
    stock.status = static_cast<int>(object.Number("status", 0));
    if (stock.status < 100 || stock.status > 599)
      throw Refusal(object.Place("status") + " is not an HTTP status");
    stock.body = object.Text("body", "");
    if (object.Has("headers")) {
      for (const auto& item : object.Objects("headers")) {
        item.Allow({"name", "value"});
        stock.headers.emplace_back(item.Text("name"), item.Text("value"));
      }
    }
    return stock;
  }
  throw Refusal(object.Place("type") + ": backend " + type + " is not supported by this gateway");
}

// "/a/{b}/{c*}": one-segment parameters, a wildcard only at the end.
void CheckPath(const std::string& path, const std::string& place) {
  if (path.empty() || path[0] != '/' || path.size() > 2000)
    throw Refusal(place + ": a path starts with /");
  for (size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
    const size_t end = path.find('}', at);
    if (end == std::string::npos || path[at - 1] != '/') throw Refusal(place + ": bad parameter");
    auto name = path.substr(at + 1, end - at - 1);
    const bool wildcard = !name.empty() && name.back() == '*';
    if (wildcard) name.pop_back();
    const bool named = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '_';
    });
    if (!named) throw Refusal(place + ": parameter names are letters, digits and _");
    const bool last = end + 1 == path.size();
    if (wildcard ? !last : !last && path[end + 1] != '/') throw Refusal(place + ": bad parameter");
  }
}

void ParseRoutePolicies(const Object& policies, Route& route) {
  policies.Allow({"authorization", "headerTransformations", "queryParameterTransformations"});
  if (policies.Has("authorization")) {
    const auto authorization = policies.Child("authorization");
    authorization.Allow({"type", "allowedScope"});
    const auto type = authorization.Text("type");
    route.anonymous = type == "ANONYMOUS";
    if (type == "ANY_OF") route.any_scope = authorization.Texts("allowedScope");
    if (type != "ANONYMOUS" && type != "AUTHENTICATION_ONLY" && type != "ANY_OF") {
      throw Refusal(authorization.Place("type") + ": unknown type " + type);
    }
  }
  if (policies.Has("headerTransformations"))
    route.request_headers = ParseHeaders(policies.Child("headerTransformations"));
  if (policies.Has("queryParameterTransformations")) {
    const auto query = policies.Child("queryParameterTransformations");
    query.Allow({"filterQueryParameters"});
    if (query.Has("filterQueryParameters"))
      route.query.filter = ParseFilter(query.Child("filterQueryParameters"), route.query.names);
  }
}

Route ParseRoute(const Object& object) {
  object.Allow({"path", "methods", "backend", "requestPolicies", "responsePolicies"});
  Route route;
  route.path = object.Text("path");
  CheckPath(route.path, object.Place("path"));
  route.methods = object.Texts("methods");
  if (route.methods.empty()) throw Refusal(object.Place("methods") + " is empty");
  for (const auto& method : route.methods) {
    if (!kMethods.contains(method))
      throw Refusal(object.Place("methods") + ": unknown method " + method);
  }
  route.backend = ParseBackend(object.Child("backend"));
  if (object.Has("requestPolicies")) ParseRoutePolicies(object.Child("requestPolicies"), route);
  if (object.Has("responsePolicies")) {
    const auto policies = object.Child("responsePolicies");
    policies.Allow({"headerTransformations"});
    if (policies.Has("headerTransformations")) {
      route.response_headers = ParseHeaders(policies.Child("headerTransformations"));
    }
  }
  return route;
}

Authentication::Failure ParseFailure(const Object& object) {
  object.Allow({"type", "responseCode", "responseMessage", "responseHeaderTransformations"});
  if (object.Text("type") != "MODIFY_RESPONSE")
    throw Refusal(object.Place("type") + ": only MODIFY_RESPONSE");
  Authentication::Failure failure{
      object.Text("responseCode", "401"), object.Text("responseMessage", ""), {}};
  if (object.Has("responseHeaderTransformations")) {
    failure.headers = ParseHeaders(object.Child("responseHeaderTransformations"));
  }
  return failure;
}

Authentication ParseAuthentication(const Object& object) {
  object.Allow({"type", "functionId", "isAnonymousAccessAllowed", "parameters", "cacheKey",
                "validationFailurePolicy"});
  if (object.Text("type") != "CUSTOM_AUTHENTICATION")
    throw Refusal(object.Place("type") + ": only CUSTOM_AUTHENTICATION");
  Authentication authentication;
  authentication.function_id = object.Text("functionId");
  authentication.anonymous_access_allowed = object.Flag("isAnonymousAccessAllowed", false);
  for (const auto& [argument, variable] : object.Child("parameters").json().items()) {
    if (!variable.is_string())
      throw Refusal(object.Place("parameters." + argument) + " must be a string");
    authentication.parameters.emplace_back(argument, variable.get<std::string>());
  }
  if (object.Has("cacheKey")) authentication.cache_key = object.Texts("cacheKey");
  for (const auto& argument : authentication.cache_key) {
    const bool known =
        std::any_of(authentication.parameters.begin(), authentication.parameters.end(),
                    [&](const auto& parameter) { return parameter.first == argument; });
    if (!known) throw Refusal(object.Place("cacheKey") + ": no parameter " + argument);
  }
  if (object.Has("validationFailurePolicy")) {
    authentication.failure = ParseFailure(object.Child("validationFailurePolicy"));
  }
  return authentication;
}

RateLimiting ParseRateLimiting(const Object& object) {
  object.Allow({"rateInRequestsPerSecond", "rateKey"});
  RateLimiting limiting;
  limiting.per_second = object.Number("rateInRequestsPerSecond", 0);
  if (limiting.per_second < 1)
    throw Refusal(object.Place("rateInRequestsPerSecond") + " must be 1 at least");
  const auto key = object.Text("rateKey");
  if (key != "TOTAL" && key != "CLIENT_IP")
    throw Refusal(object.Place("rateKey") + ": TOTAL or CLIENT_IP");
  limiting.key = key == "TOTAL" ? RateLimiting::Key::kTotal : RateLimiting::Key::kClientIp;
  return limiting;
}

void CheckRoutes(const Specification& specification) {
  if (specification.routes.size() > kMaxRoutes) throw Refusal("routes: over 50");
  const bool anonymous_allowed =
      !specification.authentication || specification.authentication->anonymous_access_allowed;
  std::map<std::string, std::set<std::string>> seen;  // methods by path
  for (const auto& route : specification.routes) {
    if (route.anonymous && !anonymous_allowed)
      throw Refusal(route.path + ": isAnonymousAccessAllowed is false");
    auto& taken = seen[route.path];
    for (const auto& method : route.methods) {
      const bool overlaps = taken.contains("ANY") || (method == "ANY" && !taken.empty());
      if (overlaps || !taken.insert(method).second)
        throw Refusal(route.path + ": two routes for " + method);
    }
  }
}

Specification Parse(const Json& document) {
  const Object root(document, "");
  root.Allow({"requestPolicies", "loggingPolicies", "routes"});
  Specification specification;
  if (root.Has("requestPolicies")) {
    const auto policies = root.Child("requestPolicies");
    policies.Allow({"authentication", "rateLimiting"});
    if (policies.Has("rateLimiting"))
      specification.rate_limiting = ParseRateLimiting(policies.Child("rateLimiting"));
    if (policies.Has("authentication")) {
      specification.authentication = ParseAuthentication(policies.Child("authentication"));
    }
  }
  if (root.Has("loggingPolicies")) {
    const auto logging = root.Child("loggingPolicies");
    logging.Allow({"executionLog"});
    logging.Child("executionLog").Allow({"isEnabled", "logLevel"});
  }
  for (const auto& route : root.Objects("routes"))
    specification.routes.push_back(ParseRoute(route));
  CheckRoutes(specification);
  return specification;
}

}  // namespace

oci::Result<Specification> ParseSpecification(const Json& document) {
  try {
    return Parse(document);
  } catch (const Refusal& refusal) {
    return oci::ConfigurationError(std::string("deployment specification: ") + refusal.what());
  }
}

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
    if (value == values.end())
      return oci::ConfigurationError("deployment specification: unknown {{" + name + "}}");
    filled += value->second;
    at = close + 2;
  }
}

}  // namespace local
