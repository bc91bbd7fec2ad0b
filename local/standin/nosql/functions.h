// The functions of SQL, except the aggregates, which the REST service refuses.
#pragma once

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/eval.h"

namespace standin::nosql {

// With the expression's place in the statement.
Error ErrorAt(const Expr& expr, const std::string& message);

// Known, with the right number of arguments; functions of rows have a row variable.
Status CheckCall(const Expr& call);

Status Call(const Expr& call, const Scope& scope, Sequence& out);

// Whether the function reads the row itself, beyond what a key or an index entry holds.
bool NeedsWholeRow(const Expr& call);

// The service's subset of regular expressions: ".", "*" and quoted characters.
Result<bool> RegexLike(std::string_view text, std::string_view pattern);

}  // namespace standin::nosql
