#include "fotogal/base/table_statements.h"

namespace fotogal {

std::string RowsOfPerson(std::string_view table, std::string_view column,
                         std::string_view columns) {
  return "DECLARE $u LONG; SELECT " + std::string(columns) + " FROM " + std::string(table) +
         " r WHERE r." + std::string(column) + " = $u";
}

std::string KeyColumns(const schema::Table& table) {
  std::string columns;
  for (const auto& name : table.key) columns += (columns.empty() ? "r." : ", r.") + name;
  return columns;
}

std::string RowsOfTable(std::string_view table, std::string_view columns) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(table) + " t";
}

}  // namespace fotogal
