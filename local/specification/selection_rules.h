// Rules for a back end that is chosen by a context variable (DYNAMIC_ROUTING_BACKEND).
#pragma once

#include "local/specification/context_variables.h"
#include "local/specification/node.h"

namespace local {

void CheckDynamicBackend(const Node& backend, const VariableScope& scope);

}  // namespace local
