// Statements ready to run: resolved, with the access path that the service would take, and refused
// where it would refuse.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/standin/nosql/access_path.h"
#include "local/standin/nosql/engine.h"
#include "local/standin/nosql/parser.h"

namespace standin::nosql {

struct Plan {
  AccessPath path;
  ExprPtr where;                      // the whole condition; null: none
  std::vector<OutputColumn> outputs;  // of SELECT or RETURNING
  bool returning = false;
  bool single_partition = false;  // the whole shard key is given by equality
  bool complete_key = false;      // the whole primary key is
  bool reverse = false;
};

// Moved, never copied: the plan points into the table.
struct CompiledStatement {
  CompiledStatement() = default;
  CompiledStatement(CompiledStatement&&) = default;
  CompiledStatement& operator=(CompiledStatement&&) = default;

  std::string text;
  std::string compartment;
  ParsedStatement parsed;
  Table table;  // as it was when the statement was compiled
  Plan plan;
};

// Only queries and changes of rows; a definition is refused.
Result<CompiledStatement> Compile(const Engine& engine, std::string_view compartment,
                                  std::string_view statement);

}  // namespace standin::nosql
