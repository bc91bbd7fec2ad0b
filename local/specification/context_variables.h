// Context variables: "request.headers[Cookie]" by itself, or "${request.path[id]}" in a text.
#pragma once

#include <set>
#include <string>

#include "local/specification/node.h"

namespace local {

// Which variables have a value at a place of the specification.
struct VariableScope {
  std::set<std::string> path;     // path parameters of the route
  bool is_of_any_route = false;   // any path parameter is accepted
  bool is_authenticated = false;  // an authorizer has been called before
};

// Checks every ${...} in a text.
void CheckVariables(const Node& node, const std::string& text, const VariableScope& scope);

// Checks an authorizer's argument: request.query[..], request.headers[..], request.cert,
// request.host or request.body, without ${}.
void CheckArgument(const Node& node, const std::string& variable);

// Checks the selector of a dynamic back end: request.path[..], request.query[..],
// request.headers[..], request.auth[..] or request.host, without ${}.
void CheckSelector(const Node& node, const std::string& variable, const VariableScope& scope);

bool IsBodyVariable(const std::string& variable);
bool IsAuthVariable(const std::string& variable);  // "request.auth[x]", without ${}

}  // namespace local
