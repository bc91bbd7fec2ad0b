// What a statement's condition demands of the fields of one index.
#pragma once

#include <vector>

#include "local/standin/nosql/demand.h"
#include "local/standin/nosql/key_shape.h"

namespace standin::nosql {

// One demand on one path: a conjunct of WHERE, or a part of it.
struct Factor {
  enum class Status {
    kSkip,       // of no use to the index
    kLoose,      // cannot bound a scan, but may filter entries
    kStartStop,  // may bound a scan
    kFilter,     // filters entries
    kTrue,       // always holds
    kFalse,      // never holds
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
  bool by_filter = false;  // from inside [...]: the predicate is the whole EXISTS

  bool IsEqual() const { return op == Op::kEqual || op == Op::kIsNull || op == Op::kNotExists; }
};

// After reconciling them: one field has at most one equality, one IN, or a lower and an upper bound
// as kStartStop.
std::vector<Factor> CollectFactors(const Demand& demand, const KeyShape& shape);

}  // namespace standin::nosql
