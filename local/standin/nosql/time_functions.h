// Functions that take a part of a timestamp: year(t), and extract(year FROM t) means the same.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"
#include "local/standin/nosql/scope.h"

namespace standin::nosql {

// The part that the function's name says, as INTEGER; NULL for what is no timestamp and cannot be
// read as one.
Status TimePart(const Expr& call, const Scope& scope, const std::vector<Sequence>& arguments,
                Sequence& out);

}  // namespace standin::nosql
