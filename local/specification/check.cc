#include "local/specification/check.h"

#include <algorithm>
#include <map>
#include <set>

#include "local/specification/backend_rules.h"
#include "local/specification/header_rules.h"
#include "local/specification/path_rules.h"
#include "oci/json_text.h"

namespace local {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxBytes = 2 * 1024 * 1024, kMaxRoutes = 50, kMaxArguments = 10;

// What a deployment's own policies mean for its routes.
struct Deployment {
  bool is_authenticated = false;
  bool is_anonymous_allowed = true;
};

// For each shape of a path: which route has taken which methods.
using Taken = std::map<std::string, std::map<std::string, std::string>>;

void CheckArguments(const Node& parameters) {
  if (!parameters.IsMap()) return;
  const auto members = parameters.Members();
  if (members.empty() || members.size() > kMaxArguments)
    parameters.Note(Rule::kArgumentCount, "has " + Figure(members.size()) + " arguments",
                    "1 to " + Figure(kMaxArguments) + " are allowed");
  for (const auto& member : members)
    if (const auto variable = member.Text()) CheckArgument(member, *variable);
}

void CheckCacheKey(const Node& cache_key, const Json& parameters) {
  const auto items = cache_key.Items();
  if (items.size() > kMaxArguments)
    cache_key.Note(Rule::kCacheKey, "has " + Figure(items.size()) + " arguments",
                   "at most " + Figure(kMaxArguments) + " are allowed");
  for (const auto& item : items) {
    const auto name = item.Text();
    if (!name) continue;
    const auto parameter = parameters.find(*name);
    if (parameter == parameters.end())
      item.Note(Rule::kCacheKey, "is " + *name, "it is one of the parameters");
    else if (parameter->is_string() && IsBodyVariable(parameter->get<std::string>()))
      item.Note(Rule::kCacheKey, "is " + *name + ", which is request.body",
                "a body is no part of the key");
  }
}

bool IsStatus(const std::string& code) {
  return code.size() == 3 && code[0] >= '2' && code[0] <= '5' &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void CheckFailurePolicy(const Node& policy) {
  if (!policy.IsObject(
          {"type", "responseCode", "responseMessage", "responseHeaderTransformations"}))
    return;
  const VariableScope scope{{}, true, true};
  policy.OneOf("type", {"MODIFY_RESPONSE"});
  const auto member = policy.Member("responseCode");
  const auto code = member ? member->Text() : std::nullopt;
  if (code && !IsStatus(*code) && !IsAuthVariable(*code))
    member->Note(Rule::kFailureCode, "is " + *code,
                 "\"200\" to \"599\" or \"request.auth[name]\" are allowed");
  const auto words = policy.Member("responseMessage");
  const auto message = words ? words->Text() : std::nullopt;
  if (message) CheckVariables(*words, *message, scope);
  if (const auto headers = policy.Member("responseHeaderTransformations"))
    CheckHeaderTransformations(*headers, Side::kResponse, scope);
}

void CheckAuthentication(const Node& authentication, Deployment& deployment) {
  deployment = {true, false};
  if (!authentication.IsObject({"type", "functionId", "isAnonymousAccessAllowed", "parameters",
                                "cacheKey", "validationFailurePolicy"}))
    return;
  authentication.OneOf("type", {"CUSTOM_AUTHENTICATION"});
  authentication.TextOf("functionId");
  if (const auto flag = authentication.Member("isAnonymousAccessAllowed"))
    deployment.is_anonymous_allowed = flag->Flag().value_or(false);
  const auto parameters = authentication.Required("parameters");
  if (parameters) CheckArguments(*parameters);
  if (const auto cache_key = authentication.Member("cacheKey"))
    CheckCacheKey(*cache_key, parameters ? parameters->json() : Json());
  if (const auto policy = authentication.Member("validationFailurePolicy"))
    CheckFailurePolicy(*policy);
}

void CheckRateLimit(const Node& limit) {
  if (!limit.IsObject({"rateInRequestsPerSecond", "rateKey"})) return;
  const auto rate = limit.Required("rateInRequestsPerSecond");
  const auto number = rate ? rate->Number() : std::nullopt;
  if (number && (!rate->json().is_number_integer() || *number <= 0))
    rate->Note(Rule::kRateLimit, "is " + oci::JsonText(rate->json()),
               "a whole number above 0 is allowed");
  limit.OneOf("rateKey", {"TOTAL", "CLIENT_IP"});
}

void CheckLogging(const Node& logging) {
  if (!logging.IsObject({"executionLog"})) return;
  const auto log = logging.Member("executionLog");
  if (!log || !log->IsObject({"isEnabled", "logLevel"})) return;
  if (const auto flag = log->Member("isEnabled")) flag->Flag();
  if (log->Member("logLevel")) log->OneOf("logLevel", {"INFO", "WARN", "ERROR"});
}

// Checks a route's authorization policy; returns true when an authorizer is called before the
// route.
bool CheckAuthorization(const Node& authorization, const Deployment& deployment) {
  if (!authorization.IsObject({"type", "allowedScope"})) return deployment.is_authenticated;
  const auto type = authorization.OneOf("type", {"ANONYMOUS", "AUTHENTICATION_ONLY", "ANY_OF"});
  const bool is_anonymous = type == "ANONYMOUS";
  if (is_anonymous && !deployment.is_anonymous_allowed)
    authorization.Member("type")->Note(
        Rule::kAnonymousAccess, "is ANONYMOUS",
        "requestPolicies.authentication.isAnonymousAccessAllowed has to be true for that");
  const auto scope = authorization.Member("allowedScope");
  if (scope && type != "ANY_OF")
    scope->Note(Rule::kAllowedScope, "stands with " + type.value_or("no type"),
                "it counts with ANY_OF alone");
  if (type == "ANY_OF") {
    const auto scopes = scope ? scope->Items() : std::vector<Node>();
    if (scopes.empty())
      authorization.Note(Rule::kAllowedScope, "is ANY_OF of no scope",
                         "allowedScope has to list one or more");
    for (const auto& item : scopes) item.Text();
  }
  return deployment.is_authenticated && !is_anonymous;
}

void CheckRequestPolicies(const Node& policies, const Deployment& deployment,
                          VariableScope& scope) {
  if (const auto limit = policies.IsMap() ? policies.Member("rateLimiting") : std::nullopt)
    limit->Note(Rule::kRateLimitOfRoute, "limits one route",
                "a rate is limited for the whole deployment alone, in its own requestPolicies");
  if (!policies.IsMap()) return;
  policies.IsObject(
      {"authorization", "headerTransformations", "queryParameterTransformations", "rateLimiting"});
  if (const auto authorization = policies.Member("authorization"))
    scope.is_authenticated = CheckAuthorization(*authorization, deployment);
  if (const auto headers = policies.Member("headerTransformations"))
    CheckHeaderTransformations(*headers, Side::kRequest, scope);
  if (const auto query = policies.Member("queryParameterTransformations"))
    CheckQueryTransformations(*query);
}

void CheckMethods(const Node& route, const std::string& shape, Taken& taken) {
  const auto list = route.Required("methods");
  if (!list) return;
  const auto methods = list->Items();
  if (methods.empty() && list->json().is_array())
    list->Note(Rule::kMethods, "is empty", "one or more methods are required");
  for (const auto& node : methods) {
    static const std::set<std::string> kMethods = {"ANY", "HEAD",  "GET",    "POST",
                                                   "PUT", "PATCH", "DELETE", "OPTIONS"};
    const auto method = node.Text();
    if (!method) continue;
    if (!kMethods.contains(*method))
      node.Note(Rule::kMethods, "is " + *method,
                "ANY, HEAD, GET, POST, PUT, PATCH, DELETE, OPTIONS are allowed");
    auto& owners = taken[shape];
    const auto other = std::find_if(owners.begin(), owners.end(), [&](const auto& owner) {
      return owner.first == *method || owner.first == "ANY" || *method == "ANY";
    });
    if (other != owners.end())
      node.Note(Rule::kRouteTwice,
                "is " + *method + ", which " + other->second + " takes of this path",
                "a method of a path has one route");
    owners.emplace(*method, route.path());
  }
}

void CheckRoute(const Node& route, const Deployment& deployment, Taken& taken) {
  if (!route.IsObject({"path", "methods", "backend", "requestPolicies", "responsePolicies"}))
    return;
  VariableScope scope{{}, false, deployment.is_authenticated};
  const auto path = route.Required("path");
  if (path) scope.path = CheckRoutePath(*path);
  const bool has_path = path && path->json().is_string();
  CheckMethods(route, has_path ? PathShape(path->json().get<std::string>()) : route.path(), taken);
  if (const auto policies = route.Member("requestPolicies"))
    CheckRequestPolicies(*policies, deployment, scope);
  if (const auto backend = route.Required("backend")) CheckBackend(*backend, scope);
  const auto policies = route.Member("responsePolicies");
  if (!policies || !policies->IsObject({"headerTransformations"})) return;
  if (const auto headers = policies->Member("headerTransformations"))
    CheckHeaderTransformations(*headers, Side::kResponse, scope);
}

void CheckWhole(const Node& root) {
  const size_t bytes = oci::JsonText(root.json()).size();
  if (bytes > kMaxBytes)
    root.Note(Rule::kSpecificationSize, "has " + Figure(bytes) + " bytes of JSON",
              "at most " + Figure(kMaxBytes) + " are allowed");
  if (!root.IsObject({"requestPolicies", "loggingPolicies", "routes"})) return;
  Deployment deployment;
  const auto policies = root.Member("requestPolicies");
  if (policies && policies->IsObject({"authentication", "rateLimiting"})) {
    if (const auto authentication = policies->Member("authentication"))
      CheckAuthentication(*authentication, deployment);
    if (const auto limit = policies->Member("rateLimiting")) CheckRateLimit(*limit);
  }
  if (const auto logging = root.Member("loggingPolicies")) CheckLogging(*logging);
  const auto list = root.Required("routes");
  if (!list) return;
  const auto routes = list->Items();
  if (routes.size() > kMaxRoutes)
    list->Note(Rule::kRouteCount, "has " + Figure(routes.size()) + " routes",
               "at most " + Figure(kMaxRoutes) + " are allowed");
  Taken taken;
  for (const auto& route : routes) CheckRoute(route, deployment, taken);
}

}  // namespace

Violations CheckSpecification(const Json& specification) {
  Violations violations;
  CheckWhole(Node(specification, "", violations));
  return violations;
}

Violations CheckDeployment(const Json& details) {
  Violations violations;
  const Node root(details, "", violations);
  if (const auto prefix = root.Member("pathPrefix")) CheckPathPrefix(*prefix);
  if (const auto specification = root.Member("specification")) CheckWhole(*specification);
  return violations;
}

}  // namespace local
