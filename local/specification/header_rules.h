// Rules for the transformations of headers and queries.
#pragma once

#include <string>

#include "local/specification/context_variables.h"
#include "local/specification/node.h"

namespace local {

enum class Side { kRequest, kResponse };

// "headerTransformations" of a request or a response.
void CheckHeaderTransformations(const Node& node, Side side, const VariableScope& scope);

// "queryParameterTransformations" of a request.
void CheckQueryTransformations(const Node& node);

// True when no transformation may change the header; compared case-insensitively.
bool IsProtected(const std::string& name, Side side);

void CheckHeaderName(const Node& node, const std::string& name);
void CheckHeaderValue(const Node& node, const std::string& value);

}  // namespace local
