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

std::string RowsOfImage(const schema::Table& table) {
  return "DECLARE $a LONG; $i LONG; SELECT " + KeyColumns(table) + " FROM " + table.name +
         " r WHERE r.author_id = $a AND r.image_id = $i";
}

std::string RowsOfTable(std::string_view table, std::string_view columns) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(table) + " t";
}

}  // namespace fotogal
