// New rows: defaults, generated values, and what the columns demand.
#pragma once

#include <optional>
#include <string>

#include "local/standin/nosql/engine.h"

namespace standin::nosql {

struct NewRow {
  Row values;
  std::optional<std::string> generated;  // of the identity or UUID column
};

// The "value" of a row PUT. exact: unknown columns and missing ones are errors.
Result<NewRow> RowFromJson(Engine& engine, const Table& table, const Value& json, bool exact);

// Fills in what was not given: defaults, the identity, UUIDs; then checks NOT NULL and the primary
// key.
Status CompleteRow(Engine& engine, const Table& table, const std::vector<bool>& given, NewRow& row);

}  // namespace standin::nosql
