// An API Gateway deployment specification (oci-apigateway 20190501, ApiSpecification), the part
// that FotoGal uses.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "oci/result.h"

namespace local {

enum class IfExists { kOverwrite, kAppend, kSkip };

struct SetHeader {
  std::string name;
  std::vector<std::string> values;  // may hold ${context variables}
  IfExists if_exists = IfExists::kOverwrite;
};

// Applied in this order: filter, rename, set.
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
using Backend = std::variant<FunctionBackend, HttpBackend, StockBackend>;

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

struct RateLimiting {
  double per_second = 0;
  enum class Key { kTotal, kClientIp } key = Key::kTotal;
};

struct Specification {
  std::optional<Authentication> authentication;
  std::optional<RateLimiting> rate_limiting;
  std::vector<Route> routes;
};

// Refuses what OCI refuses and what this gateway does not carry out: an unknown key anywhere, over
// 50 routes, two routes of one path and method, a bad path template, an anonymous route without
// isAnonymousAccessAllowed. The error names the place.
oci::Result<Specification> ParseSpecification(const nlohmann::json& document);

// Fills "{{name}}" placeholders of the template; an unknown one is an error.
oci::Result<std::string> FillTemplate(
    const std::string& text, const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace local
