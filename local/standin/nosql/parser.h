// Parses statements into syntax trees. Error messages are the service's: "Error: at (1, 9) ...".
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/errors.h"

namespace standin::nosql {

using Statement = std::variant<SelectStatement, InsertStatement, UpdateStatement, DeleteStatement,
                               CreateTableStatement, AlterTableStatement, DropTableStatement,
                               CreateIndexStatement, DropIndexStatement>;

struct ParsedStatement {
  std::vector<Declaration> declarations;
  Statement body;
};

Result<ParsedStatement> Parse(std::string_view statement);

// One path of an index: "liked_list[]", "meta.cam".
Result<IndexPath> ParseIndexPath(std::string_view path);
// A type: "STRING", "ARRAY(LONG)".
Result<TypePtr> ParseType(std::string_view type);

bool IsDdl(const Statement& statement);

}  // namespace standin::nosql
