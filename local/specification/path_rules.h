// Paths of routes and of deployments.
#pragma once

#include <set>
#include <string>

#include "local/specification/node.h"

namespace local {

// Notes what is wrong with a route's path; answers the names of its parameters.
std::set<std::string> CheckRoutePath(const Node& path);

// What a path matches, whatever its parameters are called: "/v1/{}/{*}".
std::string PathShape(const std::string& path);

// What is wrong with a deployment's path prefix ("/", "/photos"), as the violation's words.
void CheckPathPrefix(const Node& prefix);

}  // namespace local
