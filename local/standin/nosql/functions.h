// The functions of SQL, except the aggregates, which the REST service refuses.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/scope.h"

namespace standin::nosql {

// With the expression's place in the statement.
Error ErrorAt(const Expr& expr, const std::string& message);

// Known, with the right number of arguments; functions of rows have a row variable.
Status CheckCall(const Expr& call);

// Whether its only argument is the row variable, which is not evaluated.
bool TakesRow(const Expr& call);

// arguments: what each of the call's has returned; none of a function that takes the row.
Status Call(const Expr& call, const Scope& scope, const std::vector<Sequence>& arguments,
            Sequence& out);

// Whether the function reads the row itself, beyond what a key or an index entry holds.
bool NeedsWholeRow(const Expr& call);

// The service's subset of regular expressions: ".", "*" and quoted characters.
Result<bool> RegexLike(std::string_view text, std::string_view pattern);

}  // namespace standin::nosql
