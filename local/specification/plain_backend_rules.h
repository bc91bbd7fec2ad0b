// Rules for back ends that do not choose among others: a function, an HTTP address, or a stock
// response.
#pragma once

#include <string>

#include "local/specification/context_variables.h"
#include "local/specification/node.h"

namespace local {

// type: the type of the back end, one of these three.
void CheckPlainBackend(const Node& backend, const std::string& type, const VariableScope& scope);

}  // namespace local
