// Rules for the paths of routes and deployments.
#pragma once

#include <set>
#include <string>

#include "local/specification/node.h"

namespace local {

// Notes what is wrong with a route's path; returns the names of its parameters.
std::set<std::string> CheckRoutePath(const Node& path);

// The path without the names of its parameters, which says what it matches: "/v1/{}/{*}".
std::string PathShape(const std::string& path);

// Checks a deployment's path prefix ("/", "/photos").
void CheckPathPrefix(const Node& prefix);

}  // namespace local
