// Which route a request takes, and what the ${...} of its policies stand for.
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

// The most specific template wins: literal segments before parameters before wildcards. A request
// for a method that the winning path does not have is not handed to a less specific one.
RouteMatch FindRoute(const Specification& specification, const std::string& method,
                     const std::string& path);

// request.path[x], request.query[x], request.headers[X], request.auth[k], request.host
// (apigatewaycontextvariables). Encoded characters stay encoded.
struct RequestContext {
  const Request& request;
  std::map<std::string, std::string> path;
  std::map<std::string, std::string> auth;
  std::string onward_query = {};  // what of the query goes on to the backend
};

// Every value of a bare variable ("request.headers[Cookie]"); none when it has none.
std::vector<std::string> Values(const RequestContext& context, const std::string& variable);
// "text ${request.path[id]} text"; of several values the first, of none the empty string.
std::string Expand(const RequestContext& context, const std::string& text);

// A header that would be none (its name or a value) is not set, and one there is stays.
void Transform(const RequestContext& context, const HeaderTransformations& transformations,
               oci::HeaderList& headers);

// What the filter leaves of "a=1&b=2".
std::string FilterQuery(const QueryFilter& filter, const std::string& query);

// A path as the routes of a deployment know it: "/v2/x" of one at "/v2" is "/x", "/v2" is "/".
// nullopt: the path is not the deployment's, as "/v22" is not.
std::optional<std::string> WithoutPrefix(const std::string& path, std::string prefix);

}  // namespace local
