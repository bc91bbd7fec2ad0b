// Rules for back ends of all kinds.
#pragma once

#include "local/specification/context_variables.h"
#include "local/specification/node.h"

namespace local {

void CheckBackend(const Node& backend, const VariableScope& scope);

}  // namespace local
