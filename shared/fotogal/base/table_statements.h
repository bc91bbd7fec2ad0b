// Statements that are made from the schema, the same for every table: a new table is deleted,
// exported and reconciled without a statement of its own. All other statements are literals
// (statement.h). tests/statements prepares these for each table, too.
#pragma once

#include <string>
#include <string_view>

#include "fotogal/base/schema.h"

namespace fotogal {

// The rows whose `column` is the person $u. columns: "*", or those of the row r ("r.id, r.op").
std::string RowsOfPerson(std::string_view table, std::string_view column,
                         std::string_view columns = "*");
// The keys of the rows of the image $i of the author $a, of a table with the key (author_id,
// image_id, ...).
std::string RowsOfImage(const schema::Table& table);
// "r.user_id, r.id": the columns of the table's key, for RowsOfPerson.
std::string KeyColumns(const schema::Table& table);
// All rows. columns: "*", or those of the row t.
std::string RowsOfTable(std::string_view table, std::string_view columns = "*");

}  // namespace fotogal
