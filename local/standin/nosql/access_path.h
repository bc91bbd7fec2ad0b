// One way to reach the rows of a statement: through the primary key or through one index.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/catalog.h"
#include "local/standin/nosql/demand.h"
#include "local/standin/nosql/eval.h"

namespace standin::nosql {

// What a key field must satisfy; the conditions of the leading fields make the ranges that are
// scanned.
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
};

struct AccessPath {
  const Index* index = nullptr;  // null: the primary key
  std::vector<FieldCondition> conditions;
  std::vector<ExprPtr> filters;  // decided by an entry alone, before its row is read
  bool covering = false;         // entries hold all that the statement needs
  bool eliminate_duplicates = false;
  bool sorts = false;         // entries come in the statement's order
  bool preferred = false;     // by a hint
  bool always_false = false;  // no row can satisfy the condition
  // For choosing among paths, as the service weighs them.
  int equal_pushed = 0, in_pushed = 0, in_components = 0;
  bool multi_key_range = false;
  int score = 0, plain_score = 0;
};

constexpr int kFullKeyScore = 1 << 30;

AccessPath AnalyzePath(const Demand& demand, const Index* index, bool preferred);

// Less than 0: a is the better one.
int ComparePaths(const AccessPath& a, const AccessPath& b);

// The ranges of keys to scan, in order and apart from each other.
Result<std::vector<KeyRange>> KeyRanges(const Table& table, const AccessPath& path,
                                        const Scope& scope);

}  // namespace standin::nosql
