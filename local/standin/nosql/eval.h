// Evaluates resolved expressions for a row.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/scope.h"

namespace standin::nosql {

// Appends the items that the expression returns.
Status Evaluate(const Expr& expr, const Scope& scope, Sequence& out);

// As one value: no items give NULL, several give an array, as in the results of SELECT and
// RETURNING.
Result<Value> EvaluateBoxed(const Expr& expr, const Scope& scope);
// At most one item; several are an error.
Result<Value> EvaluateOne(const Expr& expr, const Scope& scope);

// The expression that a CASE returns; nullptr: none.
Result<const Expr*> ChosenResult(const Expr& expr, const Scope& scope);

// NULL and no items count as not true.
Result<bool> IsTrue(const Expr& condition, const Scope& scope);

// The items of a value that [filter] or [low:high] selects, with their positions.
struct Selected {
  std::vector<size_t> positions;
};
Result<Selected> Select(const Expr& step, const Items& items, const Scope& scope);

}  // namespace standin::nosql
