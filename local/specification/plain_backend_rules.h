// What answers by itself and is no choice among others: a function, an HTTP address, or the
// gateway.
#pragma once

#include <string>

#include "local/specification/context_variables.h"
#include "local/specification/node.h"

namespace local {

// type: the back end's own, of those three.
void CheckPlainBackend(const Node& backend, const std::string& type, const VariableScope& scope);

}  // namespace local
