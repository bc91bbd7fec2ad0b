// What a statement asks of the tables' keys.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

// What the choice of a path looks at.
struct Demand {
  const Table* table = nullptr;
  std::vector<ExprPtr> conjuncts;  // of WHERE
  std::vector<ExprPtr> outputs;    // all expressions of SELECT; a kRow when the whole row is needed
  std::vector<SortKey> order;
};

}  // namespace standin::nosql
