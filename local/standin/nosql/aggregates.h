// The aggregate functions of SQL: count, sum, avg, min, max.
#pragma once

#include <vector>

#include "local/standin/nosql/eval.h"

namespace standin::nosql {

bool IsAggregate(const Expr& expr);

// A copy of the expression with the value over these rows in place of each aggregate. What the
// service has beyond the functions above is refused by name.
Result<ExprPtr> WithAggregates(const Expr& expr, const std::vector<StoredRow>& rows, Scope scope);

}  // namespace standin::nosql
