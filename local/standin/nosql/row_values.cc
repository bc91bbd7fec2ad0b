#include "local/standin/nosql/row_values.h"

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/json.h"

namespace standin::nosql {
namespace {

std::string NewUuid(Engine& engine) {
  std::string hex = Lower(engine.RandomHex(16));
  hex[12] = '4';
  hex[16] = "89ab"[hex[16] & 3];
  for (const size_t dash : {20, 16, 12, 8}) hex.insert(dash, 1, '-');
  return hex;
}

}  // namespace

Status CompleteRow(Engine& engine, const Table& table, const std::vector<bool>& given,
                   NewRow& row) {
  for (size_t i = 0; i < row.values.size(); ++i) {
    const Column& column = table.columns[i];
    const bool identity = table.identity && table.identity->column == i;
    if (!given[i] && !identity && !column.generated_uuid) row.values[i] = column.default_value;
    if (!row.values[i].IsNull() || identity || column.generated_uuid) continue;
    if (table.KeyPosition(i) >= 0) {
      if (given[i])
        return InvalidParameter("Invalid null value in JSON input for field " + column.name);
      return InvalidParameter("Missing primary key field: " + column.name);
    }
    if (!column.nullable)
      return InvalidParameter("Invalid null value in JSON input for field " + column.name);
  }
  for (size_t i = 0; i < row.values.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.generated_uuid && row.values[i].IsNull()) {
      row.values[i] = Value::String(NewUuid(engine));
      row.generated = row.values[i].text;
    }
    if (!table.identity || table.identity->column != i || !row.values[i].IsNull()) continue;
    OCI_ASSIGN_OR_RETURN(const int64_t next, engine.NextIdentity(table));
    row.values[i] = column.type->kind == Kind::kInteger ? Value::Integer(static_cast<int32_t>(next))
                                                        : Value::Long(next);
    row.generated = std::to_string(next);
  }
  return oci::Ok();
}

Result<NewRow> RowFromJson(Engine& engine, const Table& table, const Value& json, bool exact) {
  if (json.kind != Kind::kMap)
    return InvalidParameter("Expected { token to start object, instead found " +
                            std::string(json.kind == Kind::kString ? "VALUE_STRING" : "a value"));
  NewRow row;
  row.values.resize(table.columns.size());
  std::vector<bool> given(table.columns.size());
  for (const auto& [name, item] : *json.fields) {
    const int column = table.FindColumn(name);
    if (column < 0) {
      if (!exact) continue;
      return InvalidParameter("Unexpected field \"" + name +
                              "\" in JSON input. There is no corresponding field in record type "
                              "definition");
    }
    const auto at = static_cast<size_t>(column);
    const bool identity = table.identity && table.identity->column == at;
    // GENERATED ALWAYS: the client's value is ignored
    if (identity && table.identity->always) continue;
    OCI_ASSIGN_OR_RETURN(row.values[at],
                         FromJson(item, *table.columns[at].type, table.columns[at].name));
    if (identity && row.values[at].IsNull() && !table.identity->on_null)
      return InvalidParameter("Invalid null value in JSON input for field " +
                              table.columns[at].name);
    given[at] = true;
  }
  if (exact && json.fields->size() != table.columns.size())
    return InvalidParameter("Not enough fields for value in JSON input.Found " +
                            std::to_string(json.fields->size()) + ", expected " +
                            std::to_string(table.columns.size()));
  OCI_RETURN_IF_ERROR(CompleteRow(engine, table, given, row));
  return row;
}

}  // namespace standin::nosql
