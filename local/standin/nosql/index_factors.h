// The conditions of a statement on the fields of one index.
#pragma once

#include <vector>

#include "local/standin/nosql/demand.h"
#include "local/standin/nosql/key_shape.h"

namespace standin::nosql {

// One condition on one path: a conjunct of WHERE, or a part of one.
struct Factor {
  enum class Status {
    kSkip,       // cannot be used with the index
    kLoose,      // cannot limit a scan, but may filter entries
    kStartStop,  // may limit a scan
    kFilter,     // filters entries
    kTrue,       // always true
    kFalse,      // never true
  } status = Status::kLoose;
  enum class Op {
    kEqual,
    kLow,
    kHigh,
    kIn,
    kIsNull,
    kNotNull,
    kExists,
    kNotExists,
    kOther
  } op = Op::kOther;
  ExprPtr predicate;
  ExprPtr constant;
  bool inclusive = false;
  int field = -1;
  int component = 0;
  size_t conjunct = 0;
  bool by_filter = false;  // comes from inside of [...], so the predicate is the whole EXISTS

  bool IsEqual() const { return op == Op::kEqual || op == Op::kIsNull || op == Op::kNotExists; }
};

// After choosing among them: each field has at most one equality, one IN, or one lower and one
// upper bound of status kStartStop.
std::vector<Factor> CollectFactors(const Demand& demand, const KeyShape& shape);

}  // namespace standin::nosql
