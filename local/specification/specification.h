// A deployment specification of API Gateway (oci-apigateway 20190501, ApiSpecification); the part
// that FotoGal uses.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "local/specification/violation.h"
#include "oci/result.h"

namespace local {

enum class IfExists { kOverwrite, kAppend, kSkip };

struct SetHeader {
  std::string name;
  std::vector<std::string> values;  // may contain ${context variables}
  IfExists if_exists = IfExists::kOverwrite;
};

// Applied in this order: rename, set, filter. So a header that is set or renamed must also be in a
// list of allowed headers, where there is one (FilterHeaderPolicy of Oracle's SDK).
struct HeaderTransformations {
  enum class Filter { kNone, kBlock, kAllow };
  Filter filter = Filter::kNone;
  std::vector<std::string> filtered;
  std::vector<std::pair<std::string, std::string>> renamed;  // from, to
  std::vector<SetHeader> set;
};

// Which parameters of the query the back end gets.
struct QueryFilter {
  HeaderTransformations::Filter filter = HeaderTransformations::Filter::kNone;
  std::vector<std::string> names;
};

struct FunctionBackend {
  std::string function_id;
};
struct HttpBackend {
  std::string url;  // may contain ${request.path[..]}
  double connect_timeout = 60, read_timeout = 10, send_timeout = 10;
};
struct StockBackend {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};
using PlainBackend = std::variant<FunctionBackend, HttpBackend, StockBackend>;

// The back end for some values of a context variable.
struct Branch {
  std::vector<std::string> values;  // ANY_OF: any of these, compared case-insensitively
  std::string wildcard;             // WILDCARD: "@*", "*.svg", "p/+"; empty: ANY_OF
  bool is_default = false;          // also used for values that match no branch
  PlainBackend backend;
};
struct DynamicBackend {
  std::string selector;  // "request.path[page]"
  std::vector<Branch> branches;
};
using Backend = std::variant<PlainBackend, DynamicBackend>;

struct Route {
  std::string path;
  std::vector<std::string> methods;  // "ANY", or names of methods
  Backend backend;
  bool anonymous = false;
  std::vector<std::string> any_scope;  // ANY_OF
  HeaderTransformations request_headers, response_headers;
  QueryFilter query;
};

// CUSTOM_AUTHENTICATION by an authorizer function.
struct Authentication {
  std::string function_id;
  bool anonymous_access_allowed = false;
  // pairs of argument and context variable
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<std::string> cache_key;  // names of arguments
  // validationFailurePolicy MODIFY_RESPONSE
  struct Failure {
    std::string status, message;
    HeaderTransformations headers;
  };
  std::optional<Failure> failure;
};

// For the whole deployment (Oracle's page apigatewaylimitingbackendaccess).
struct RateLimiting {
  double per_second = 0;
  enum class Key { kTotal, kClientIp } key = Key::kTotal;
};

struct Specification {
  std::optional<Authentication> authentication;
  std::optional<RateLimiting> rate_limiting;
  std::vector<Route> routes;
};

// The route's back end, or all from which one is chosen.
std::vector<const PlainBackend*> AllBackends(const Route& route);

// The paths under which a route calls the function; of a route that chooses by a segment of its
// path, with the values of that segment: "/v1/me/notifications" of "/v1/me/{part}".
std::vector<std::string> PathsTo(const Route& route, const std::string& function_id);

// Refuses what OCI refuses and what this gateway does not implement (check.h); the error
// ("configuration") lists every violation.
oci::Result<Specification> ParseSpecification(const nlohmann::json& document);

// The error about a specification that breaks rules, for an operator: one line for each rule.
oci::Error BrokenSpecification(const Violations& violations);

// Replaces the "{{name}}" placeholders of the template; an unknown one is an error.
oci::Result<std::string> FillTemplate(
    const std::string& text, const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace local
