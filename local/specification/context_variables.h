// Context variables: "request.headers[Cookie]" bare, "${request.path[id]}" inside of texts.
#pragma once

#include <set>
#include <string>

#include "local/specification/node.h"

namespace local {

// What can be known where a text stands.
struct VariableScope {
  std::set<std::string> path;     // parameters of the route
  bool is_of_any_route = false;   // then whatever parameter
  bool is_authenticated = false;  // whether an authorizer has answered
};

// Of every ${...} in a text.
void CheckVariables(const Node& node, const std::string& text, const VariableScope& scope);

// Of an authorizer's argument: request.query[..], request.headers[..], request.cert, request.host
// or request.body, bare.
void CheckArgument(const Node& node, const std::string& variable);

// What a back end is chosen by: request.path[..], request.query[..], request.headers[..],
// request.auth[..] or request.host, bare.
void CheckSelector(const Node& node, const std::string& variable, const VariableScope& scope);

bool IsBodyVariable(const std::string& variable);
bool IsAuthVariable(const std::string& variable);  // "request.auth[x]", bare

}  // namespace local
