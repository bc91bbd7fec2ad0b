// The operators + - * / and div for numbers of all types.
#pragma once

#include <string_view>
#include <vector>

#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {

// Evaluates from left to right; operators: one of "+-*/d" between each two operands ("d" for div).
// The result has the widest type of the operands. Integers wrap around; "/" truncates integers, "d"
// does not. NULL gives NULL.
Result<Value> Calculate(const std::vector<Value>& operands, std::string_view operators);

// The sign turned round; the negative of 0.0 is -0.0.
Result<Value> Negated(const Value& operand);

}  // namespace standin::nosql
