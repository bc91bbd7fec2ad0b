// + - * / and div over numbers of all kinds.
#pragma once

#include <string_view>
#include <vector>

#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {

// From left to right; operators: one of "+-*/d" between each two operands. The widest kind among
// the operands is the result's; integers wrap, "/" truncates on integers and "d" (div) does not.
// NULL makes NULL.
Result<Value> Calculate(const std::vector<Value>& operands, std::string_view operators);

}  // namespace standin::nosql
