// /tables/{table}/rows
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/rest.h"
#include "local/standin/nosql/row_values.h"
#include "local/standin/nosql/rows.h"

namespace standin::nosql {
namespace {

// The primary key of "?key=column:value&key=...", as a row whose other columns are NULL.
Result<Row> KeyParameters(const Request& request, const Table& table) {
  const auto keys = QueryValues(request, "key");
  if (keys.empty()) return InvalidParameter("Invalid key: key should not be null");
  Row row(table.columns.size());
  for (const std::string& key : keys) {
    const auto colon = key.find(':');
    if (colon == std::string::npos)
      return InvalidParameter("Invalid key, key is not in format of 'column-name:value': " + key);
    const std::string name = key.substr(0, colon);
    const int column = table.FindColumn(name);
    if (column < 0 || table.KeyPosition(static_cast<size_t>(column)) < 0)
      return InvalidParameter("There is no field with name '" + name + "'");
    const auto at = static_cast<size_t>(column);
    OCI_ASSIGN_OR_RETURN(row[at], FromKeyText(key.substr(colon + 1), *table.columns[at].type,
                                              table.columns[at].name));
  }
  for (const size_t column : table.primary_key) {
    if (row[column].IsNull())
      return InvalidParameter("Missing primary key field: " + table.columns[column].name);
  }
  return row;
}

Result<Response> ReadRow(Engine& engine, const Request& request, const PathValues& at) {
  OCI_RETURN_IF_ERROR(IntegerParameter(request, "timeoutInMs"));
  OCI_ASSIGN_OR_RETURN(const bool absolute, ParseConsistency(QueryValue(request, "consistency")));
  OCI_ASSIGN_OR_RETURN(const Table* table, TableOf(engine, request, at));
  OCI_ASSIGN_OR_RETURN(const Row key, KeyParameters(request, *table));
  OCI_ASSIGN_OR_RETURN(const ReadOutcome read,
                       ReadOneRow(engine, *table, EncodePrimaryKey(*table, key), absolute));
  const auto& row = read.row;
  Fields body = {{"usage", UnitsValue(read.units)}};
  if (!row) return JsonResponse(Value::Record(std::move(body)));
  body.emplace_back("value", RowValue(*table, row->values));
  if (row->expires_ms > 0) body.emplace_back("timeOfExpiration", TimeValue(row->expires_ms));
  Response response = JsonResponse(Value::Record(std::move(body)));
  response.headers.emplace_back("etag", VersionText(engine, row->version));
  return response;
}

struct PutRequest {
  WriteCondition condition;
  bool exact = false, table_default_ttl = false;
  std::optional<int64_t> ttl_days;
};

Result<PutRequest> ParsePut(const Engine& engine, const Request& request, const Body& body) {
  PutRequest put;
  if (const Value* option = body.Find("option")) {
    if (option->kind == Kind::kJsonNull)
      return InternalServerError("Unknown Exception: option is null");
    if (SameName(option->text, "IF_ABSENT")) {
      put.condition.kind = WriteCondition::Kind::kIfAbsent;
    } else if (SameName(option->text, "IF_PRESENT")) {
      put.condition.kind = WriteCondition::Kind::kIfPresent;
    } else {
      return InvalidParameter("No enum constant PutOption." + option->text);
    }
  }
  OCI_ASSIGN_OR_RETURN(const bool return_row, body.Flag("isGetReturnRow"));
  OCI_ASSIGN_OR_RETURN(put.exact, body.Flag("isExactMatch"));
  OCI_ASSIGN_OR_RETURN(put.table_default_ttl, body.Flag("isTtlUseTableDefault"));
  OCI_ASSIGN_OR_RETURN(put.ttl_days, body.Integer("ttl"));
  OCI_RETURN_IF_ERROR(body.Integer("timeoutInMs"));
  if (put.ttl_days && *put.ttl_days > 100000) return InvalidParameter("Invalid ttl: too long");
  if (const auto etag = HeaderOf(request, "if-match"); !etag.empty()) {
    put.condition.kind = WriteCondition::Kind::kIfVersion;
    OCI_ASSIGN_OR_RETURN(put.condition.version, ParseVersion(engine, etag));
  }
  // REST returns the existing row for IF_ABSENT alone.
  put.condition.read_existing = return_row && put.condition.kind == WriteCondition::Kind::kIfAbsent;
  return put;
}

// What the request says; nullopt: the row keeps its expiry.
std::optional<TtlSetting> TtlOf(const Table& table, const PutRequest& put) {
  if (put.ttl_days) return TtlSetting{*put.ttl_days, false};
  if (put.table_default_ttl) return TtlSetting{table.ttl_amount, table.ttl_in_hours};
  return std::nullopt;
}

Result<Response> Put(Engine& engine, const Table& table, const PutRequest& put,
                     const Value& value) {
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(NewRow row, RowFromJson(engine, table, value, put.exact));
  OCI_ASSIGN_OR_RETURN(const WriteOutcome written,
                       WriteOneRow(engine, table, row.values, put.condition, TtlOf(table, put)));
  if (!written.done && put.condition.kind == WriteCondition::Kind::kIfVersion)
    return EtagMismatch();
  OCI_RETURN_IF_ERROR(engine.Housekeeping(table));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Charge(table, written.units);
  Fields body = {{"usage", UnitsValue(written.units)}};
  const std::string version = written.version ? VersionText(engine, *written.version) : "";
  if (written.done) body.emplace_back("version", Text(version));
  if (!written.done && written.existing && put.condition.read_existing) {
    body.emplace_back("existingValue", RowValue(table, written.existing->values));
    body.emplace_back("existingVersion", Text(VersionText(engine, written.existing->version)));
  }
  if (row.generated) body.emplace_back("generatedValue", Text(*row.generated));
  Response response = JsonResponse(Value::Record(std::move(body)));
  if (written.done) response.headers.emplace_back("etag", version);
  return response;
}

Result<Response> WriteRow(Engine& engine, const Request& request, const PathValues& at) {
  auto json = ParseJson(request.body);
  if (!json.ok())
    return InvalidParameter("Invalid payload for put request: " + json.error().message);
  if (json->kind != Kind::kMap)
    return InvalidParameter("Invalid payload for put request: not an object");
  const Body body(*json);
  const Value* value = body.Find("value");
  if (!value || value->kind == Kind::kJsonNull)
    return InvalidParameter("Invalid value: value should not be null");
  OCI_ASSIGN_OR_RETURN(const PutRequest put, ParsePut(engine, request, body));
  OCI_ASSIGN_OR_RETURN(const auto compartment, body.Text("compartmentId"));
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(compartment.value_or(""), at["table"]));
  return Put(engine, *table, put, *value);
}

Result<Response> RemoveRow(Engine& engine, const Request& request, const PathValues& at) {
  OCI_RETURN_IF_ERROR(IntegerParameter(request, "timeoutInMs"));
  OCI_ASSIGN_OR_RETURN(const bool return_row, FlagParameter(request, "isGetReturnRow"));
  (void)return_row;  // the service accepts this parameter and returns no row
  OCI_ASSIGN_OR_RETURN(const Table* table, TableOf(engine, request, at));
  OCI_ASSIGN_OR_RETURN(const Row key, KeyParameters(request, *table));
  WriteCondition condition;
  if (const auto etag = HeaderOf(request, "if-match"); !etag.empty()) {
    condition.kind = WriteCondition::Kind::kIfVersion;
    OCI_ASSIGN_OR_RETURN(condition.version, ParseVersion(engine, etag));
  }
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(const WriteOutcome removed,
                       RemoveOneRow(engine, *table, EncodePrimaryKey(*table, key), condition));
  if (!removed.done && condition.kind == WriteCondition::Kind::kIfVersion) return EtagMismatch();
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Charge(*table, removed.units);
  return JsonResponse(Value::Record(
      {{"usage", UnitsValue(removed.units)}, {"isSuccess", Value::Boolean(removed.done)}}));
}

}  // namespace

Result<Response> GetRow(Engine& engine, const Request& request, const PathValues& at) {
  return InOperation("GET", ReadRow(engine, request, at));
}

Result<Response> PutRow(Engine& engine, const Request& request, const PathValues& at) {
  return InOperation("PUT", WriteRow(engine, request, at));
}

Result<Response> DeleteRow(Engine& engine, const Request& request, const PathValues& at) {
  return InOperation("DELETE", RemoveRow(engine, request, at));
}

}  // namespace standin::nosql
