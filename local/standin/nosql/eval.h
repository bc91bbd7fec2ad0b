// Evaluates resolved expressions over a row.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/scope.h"

namespace standin::nosql {

// Appends the items that the expression returns.
Status Evaluate(const Expr& expr, const Scope& scope, Sequence& out);

// At most one item: none is NULL, several are an array. So do results of SELECT and RETURNING.
Result<Value> EvaluateBoxed(const Expr& expr, const Scope& scope);
// At most one item; several are an error.
Result<Value> EvaluateOne(const Expr& expr, const Scope& scope);

// True only for true: NULL and nothing are not.
Result<bool> IsTrue(const Expr& condition, const Scope& scope);

// The items of value that [filter] or [low:high] select, with their positions.
struct Selected {
  std::vector<size_t> positions;
};
Result<Selected> Select(const Expr& step, const Items& items, const Scope& scope);

}  // namespace standin::nosql
