// An API Gateway deployment specification (oci-apigateway 20190501, ApiSpecification), the part
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
  std::vector<std::string> values;  // may hold ${context variables}
  IfExists if_exists = IfExists::kOverwrite;
};

// Applied in this order: rename, set, filter (FilterHeaderPolicy of Oracle's SDK: what is set or
// renamed must be listed where only listed headers pass).
struct HeaderTransformations {
  enum class Filter { kNone, kBlock, kAllow };
  Filter filter = Filter::kNone;
  std::vector<std::string> filtered;
  std::vector<std::pair<std::string, std::string>> renamed;  // from, to
  std::vector<SetHeader> set;
};

// Which parameters of the query go on to the backend.
struct QueryFilter {
  HeaderTransformations::Filter filter = HeaderTransformations::Filter::kNone;
  std::vector<std::string> names;
};

struct FunctionBackend {
  std::string function_id;
};
struct HttpBackend {
  std::string url;  // may hold ${request.path[..]}
  double connect_timeout = 60, read_timeout = 10, send_timeout = 10;
};
struct StockBackend {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};
using PlainBackend = std::variant<FunctionBackend, HttpBackend, StockBackend>;

// A back end for some values of a context variable.
struct Branch {
  std::vector<std::string> values;  // ANY_OF: one of these, whatever its case
  std::string wildcard;             // WILDCARD: "@*", "*.svg", "p/+"; empty: ANY_OF
  bool is_default = false;          // also for values that fit no branch
  PlainBackend backend;
};
struct DynamicBackend {
  std::string selector;  // "request.path[page]"
  std::vector<Branch> branches;
};
using Backend = std::variant<PlainBackend, DynamicBackend>;

struct Route {
  std::string path;
  std::vector<std::string> methods;  // "ANY" or names
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
  std::vector<std::pair<std::string, std::string>> parameters;  // argument, context variable
  std::vector<std::string> cache_key;                           // arguments
  // validationFailurePolicy MODIFY_RESPONSE
  struct Failure {
    std::string status, message;
    HeaderTransformations headers;
  };
  std::optional<Failure> failure;
};

// Of the whole deployment (apigatewaylimitingbackendaccess).
struct RateLimiting {
  double per_second = 0;
  enum class Key { kTotal, kClientIp } key = Key::kTotal;
};

struct Specification {
  std::optional<Authentication> authentication;
  std::optional<RateLimiting> rate_limiting;
  std::vector<Route> routes;
};

// Its back end, or all that one is chosen from.
std::vector<const PlainBackend*> AllBackends(const Route& route);

// Refuses what OCI refuses and what this gateway does not carry out (check.h); the error
// ("configuration") tells every violation.
oci::Result<Specification> ParseSpecification(const nlohmann::json& document);

// The error of a specification that breaks rules, for an operator: a line for each.
oci::Error BrokenSpecification(const Violations& violations);

// Fills "{{name}}" placeholders of the template; an unknown one is an error.
oci::Result<std::string> FillTemplate(
    const std::string& text, const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace local
