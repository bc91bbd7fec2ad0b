// What answers a route, of whatever kind.
#pragma once

#include "local/specification/context_variables.h"
#include "local/specification/node.h"

namespace local {

void CheckBackend(const Node& backend, const VariableScope& scope);

}  // namespace local
