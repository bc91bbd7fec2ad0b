// Finds the route of a request, and fills the ${...} variables in its policies.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "local/http/message.h"
#include "local/specification/specification.h"

namespace local {

struct RouteMatch {
  const Route* route = nullptr;  // null: no route has this path
  bool method_allowed = false;   // false with a route: the path exists, the method does not
  std::map<std::string, std::string> parameters;
};

// The most specific path template wins: literal segments before parameters before wildcards. When
// the winning path does not have the request's method, less specific ones are not tried.
RouteMatch FindRoute(const Specification& specification, const std::string& method,
                     const std::string& path);

// Gives request.path[x], request.query[x], request.headers[X], request.auth[k], request.host
// (Oracle's page apigatewaycontextvariables). Percent-encoded characters stay encoded.
struct RequestContext {
  const Request& request;
  std::map<std::string, std::string> path;
  std::map<std::string, std::string> auth;
  std::string onward_query = {};  // the query that the back end gets
};

// All values of a variable without ${} ("request.headers[Cookie]").
std::vector<std::string> Values(const RequestContext& context, const std::string& variable);
// Fills "text ${request.path[id]} text"; of several values the first is used, of none the empty
// text.
std::string Expand(const RequestContext& context, const std::string& text);

// A header whose name or value would not be valid is not set; an existing one then stays as it is.
void Transform(const RequestContext& context, const HeaderTransformations& transformations,
               oci::HeaderList& headers);

// The part of "a=1&b=2" that the filter lets through.
std::string FilterQuery(const QueryFilter& filter, const std::string& query);

// The path inside of a deployment: "/v2/x" becomes "/x" in one at "/v2", and "/v2" becomes "/".
// nullopt: the path is not in the deployment; "/v22" is not.
std::optional<std::string> WithoutPrefix(const std::string& path, std::string prefix);

}  // namespace local
