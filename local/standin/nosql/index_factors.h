// The conditions of a statement on the fields of one index.
#pragma once

#include <optional>
#include <vector>

#include "local/standin/nosql/demand.h"
#include "local/standin/nosql/key_shape.h"

namespace standin::nosql {

// A value of a key; `rank` is its place among values, EMPTY, JSON null and NULL.
struct KnownKey {
  int rank = 0;
  Value value;
};

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
  // The index can tell only that some element meets the condition, so the row must be looked at
  // again.
  bool reapply = false;
  // What the constant is, when that is known at compilation; of IS NULL and the like, too.
  std::optional<KnownKey> known;

  bool IsEqual() const { return op == Op::kEqual || op == Op::kIsNull || op == Op::kNotExists; }
  bool IsHigh() const { return op == Op::kHigh || op == Op::kNotNull; }
};

std::vector<Factor> CollectFactors(const Demand& demand, const KeyShape& shape);

}  // namespace standin::nosql
