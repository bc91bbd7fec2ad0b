// Completes new rows: default values, generated values, and the checks of the columns.
#pragma once

#include <optional>
#include <string>

#include "local/standin/nosql/engine.h"

namespace standin::nosql {

struct NewRow {
  Row values;
  std::optional<std::string> generated;  // the generated value of the identity or UUID column
};

// The row in the "value" of a PUT. exact: unknown and missing columns are errors.
Result<NewRow> RowFromJson(Engine& engine, const Table& table, const Value& json, bool exact);

// Fills in what was not given (defaults, identity, UUIDs), then checks NOT NULL and the primary
// key.
Status CompleteRow(Engine& engine, const Table& table, const std::vector<bool>& given, NewRow& row);

}  // namespace standin::nosql
