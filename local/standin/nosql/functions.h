// The functions of SQL, except the aggregates, which the REST service refuses.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/scope.h"

namespace standin::nosql {

// An error with the position of the expression in the statement.
Error ErrorAt(const Expr& expr, const std::string& message);

// Checks that the function exists and has the right number of arguments, and that functions on rows
// get a row variable.
Status CheckCall(const Expr& call);

// True when the only argument is the row variable, which is not evaluated.
bool TakesRow(const Expr& call);

// arguments: the items of each argument; empty for a function that takes the row.
Status Call(const Expr& call, const Scope& scope, const std::vector<Sequence>& arguments,
            Sequence& out);

// True when the function needs the row itself, because a key or index entry does not contain the
// result.
bool NeedsWholeRow(const Expr& call);

// The texts of the items together; NULL when all of them are NULL.
Result<Value> JoinTexts(const Sequence& items);

// The service's subset of regular expressions: ".", "*" and quoted characters.
Result<bool> RegexLike(std::string_view text, std::string_view pattern);

}  // namespace standin::nosql
