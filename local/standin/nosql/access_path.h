// One way to find the rows of a statement: by the primary key or by an index.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/catalog.h"
#include "local/standin/nosql/demand.h"
#include "local/standin/nosql/eval.h"

namespace standin::nosql {

// The condition on one field of a key. The conditions on the leading fields give the ranges that
// are scanned.
struct FieldCondition {
  enum class Kind {
    kEqual,  // low
    kIsNull,
    kEmpty,  // nothing at the path
    kIn,     // component `component` of the keys of `in`
    kRange,  // low and high, either may be missing
    kNotNull,
    kExists,  // something at the path
  } kind = Kind::kEqual;
  ExprPtr low, high;
  bool low_inclusive = false, high_inclusive = false;
  ExprPtr in;
  int component = 0;
  bool IsEqual() const {
    return kind == Kind::kEqual || kind == Kind::kIsNull || kind == Kind::kEmpty;
  }
};

struct AccessPath {
  const Index* index = nullptr;  // null: the primary key
  std::vector<FieldCondition> conditions;
  // conditions that can be decided with the index entry, before its row is read
  std::vector<ExprPtr> filters;
  bool covering = false;  // entries contain all that the statement needs
  bool eliminate_duplicates = false;
  bool sorts = false;         // entries are in the order of the statement's ORDER BY
  bool preferred = false;     // by a hint
  bool always_false = false;  // no row can meet the condition
  bool one_key = true;        // no IN multiplies the keys that are looked up
  // Numbers by which the service chooses among paths.
  int equal_pushed = 0, in_pushed = 0, in_components = 0;
  bool multi_key_range = false;
  int score = 0, plain_score = 0;
};

constexpr int kFullKeyScore = 1 << 30, kForcedScore = kFullKeyScore + 1;

AccessPath AnalyzePath(const Demand& demand, const Index* index, bool preferred);

// Negative: a is better.
int ComparePaths(const AccessPath& a, const AccessPath& b);

// The ranges of keys to scan, sorted and not overlapping.
Result<std::vector<KeyRange>> KeyRanges(const Table& table, const AccessPath& path,
                                        const Scope& scope);

}  // namespace standin::nosql
