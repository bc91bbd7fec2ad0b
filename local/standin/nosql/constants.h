// Constants in conditions: what is known of a comparison before any row is read.
#pragma once

#include "local/standin/nosql/ast.h"

namespace standin::nosql {

// Replaces an expression of literals and functions alone by its value. What cannot be computed
// stays as it is, and fails where it is evaluated.
void FoldConstant(ExprPtr& expr);

// True when values of the two types can be compared at all.
bool ComparableTypes(const Type& a, const Type& b);

// The comparison of a value of `type`, on the left, with a constant.
enum class KnownComparison {
  kDepends,  // on the value
  kNever,    // never true; for NULL it is NULL all the same
  kAlways,   // true for every value
  kNeither,  // never true, and not NULL for NULL either
};
// Converts the constant to the type where that loses nothing, as the service's compiler does.
KnownComparison AdaptConstant(const Type& type, CompareOp op, Value& constant);

// The comparison with its sides swapped, and the opposite one.
CompareOp SwappedOp(CompareOp op);
CompareOp OppositeOp(CompareOp op);

}  // namespace standin::nosql
