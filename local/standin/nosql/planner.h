// Compiles statements: resolves names, chooses the access path that the service would use, and
// refuses what the service refuses.
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
  bool single_partition = false;  // the whole shard key has equalities
  bool complete_key = false;      // the whole primary key has equalities
  bool reverse = false;
  // The service does not answer it whole: the driver has to sort, count, merge or remove
  // duplicates.
  bool complex = false;
};

// Whether such statements are compiled (execute_whole.h runs them) or refused, as by REST.
enum class ComplexQueries { kRefused, kAllowed };

// Can be moved but not copied: the plan points into the table.
struct CompiledStatement {
  CompiledStatement() = default;
  CompiledStatement(CompiledStatement&&) = default;
  CompiledStatement& operator=(CompiledStatement&&) = default;

  std::string text;
  std::string compartment;
  ParsedStatement parsed;
  Table table;  // a copy from the time of compilation
  Plan plan;
};

// For queries and changes of rows; a table definition is refused.
Result<CompiledStatement> Compile(const Engine& engine, std::string_view compartment,
                                  std::string_view statement,
                                  ComplexQueries complex = ComplexQueries::kRefused);

}  // namespace standin::nosql
