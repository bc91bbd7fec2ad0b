// What answers a route: a function, an HTTP address, or the gateway itself.
#pragma once

#include <string>

#include "local/specification/context_variables.h"
#include "local/specification/node.h"

namespace local {

// One that is no choice among others.
void CheckPlainBackend(const Node& backend, const std::string& type, const VariableScope& scope);

void CheckBackend(const Node& backend, const VariableScope& scope);

}  // namespace local
