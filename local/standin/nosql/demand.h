// What a statement needs from keys.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

// The parts of a statement that decide which access path is chosen.
struct Demand {
  const Table* table = nullptr;
  std::vector<ExprPtr> conjuncts;  // of WHERE
  std::vector<ExprPtr> outputs;    // all expressions of SELECT; a kRow when the whole row is needed
  std::vector<SortKey> order;
};

}  // namespace standin::nosql
