// /tables/{table}/rows
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/rest.h"
#include "local/standin/nosql/row_values.h"

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
  OCI_RETURN_IF_ERROR(engine.Admit(*table, false));
  OCI_ASSIGN_OR_RETURN(const auto row, engine.rows.Get(*table, EncodePrimaryKey(*table, key)));
  Units units;
  units.read = (row ? Kilobytes(row->bytes) : 1) * (absolute ? 2 : 1);
  engine.Charge(*table, units);
  Fields body = {{"usage", UnitsValue(units)}};
  if (!row) return JsonResponse(Value::Record(std::move(body)));
  body.emplace_back("value", RowValue(*table, row->values));
  if (row->expires_ms > 0) body.emplace_back("timeOfExpiration", TimeValue(row->expires_ms));
  Response response = JsonResponse(Value::Record(std::move(body)));
  response.headers.emplace_back("etag", VersionText(engine, row->version));
  return response;
}

struct PutRequest {
  enum class Option { kNone, kIfAbsent, kIfPresent } option = Option::kNone;
  std::optional<int64_t> if_match;
  bool return_row = false, exact = false, table_default_ttl = false;
  std::optional<int64_t> ttl_days;
};

Result<PutRequest> ParsePut(const Engine& engine, const Request& request, const Body& body) {
  PutRequest put;
  if (const Value* option = body.Find("option")) {
    if (option->kind == Kind::kJsonNull)
      return InternalServerError("Unknown Exception: option is null");
    if (SameName(option->text, "IF_ABSENT")) {
      put.option = PutRequest::Option::kIfAbsent;
    } else if (SameName(option->text, "IF_PRESENT")) {
      put.option = PutRequest::Option::kIfPresent;
    } else {
      return InvalidParameter("No enum constant PutOption." + option->text);
    }
  }
  OCI_ASSIGN_OR_RETURN(put.return_row, body.Flag("isGetReturnRow"));
  OCI_ASSIGN_OR_RETURN(put.exact, body.Flag("isExactMatch"));
  OCI_ASSIGN_OR_RETURN(put.table_default_ttl, body.Flag("isTtlUseTableDefault"));
  OCI_ASSIGN_OR_RETURN(put.ttl_days, body.Integer("ttl"));
  OCI_RETURN_IF_ERROR(body.Integer("timeoutInMs"));
  if (put.ttl_days && *put.ttl_days > 100000) return InvalidParameter("Invalid ttl: too long");
  if (const auto etag = HeaderOf(request, "if-match"); !etag.empty()) {
    OCI_ASSIGN_OR_RETURN(put.if_match, ParseVersion(engine, etag));
  }
  return put;
}

// True when the row may be written.
Result<bool> MayWrite(const PutRequest& put, const std::optional<StoredRow>& existing) {
  if (put.if_match) {
    if (!existing || existing->version != *put.if_match) return EtagMismatch();
    return true;
  }
  if (put.option == PutRequest::Option::kIfAbsent) return !existing;
  if (put.option == PutRequest::Option::kIfPresent) return existing.has_value();
  return true;
}

int64_t ExpiryOf(const Engine& engine, const Table& table, const PutRequest& put,
                 const std::optional<StoredRow>& existing) {
  if (put.ttl_days) return engine.rows.Expiry(*put.ttl_days, false);
  if (existing && !put.table_default_ttl) return existing->expires_ms;
  return engine.rows.Expiry(table.ttl_amount, table.ttl_in_hours);
}

Result<Response> Put(Engine& engine, const Table& table, const PutRequest& put,
                     const Value& value) {
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(NewRow row, RowFromJson(engine, table, value, put.exact));
  OCI_RETURN_IF_ERROR(engine.Admit(table, true));
  const std::string key = EncodePrimaryKey(table, row.values);
  OCI_ASSIGN_OR_RETURN(const auto existing, engine.rows.Get(table, key));
  Units units;
  const bool conditional = put.if_match || put.option != PutRequest::Option::kNone;
  const bool return_row = put.return_row && put.option == PutRequest::Option::kIfAbsent;
  if (conditional) units.read = 2 * (existing && return_row ? Kilobytes(existing->bytes) : 1);
  OCI_ASSIGN_OR_RETURN(const bool write, MayWrite(put, existing));
  std::string version;
  if (write) {
    OCI_ASSIGN_OR_RETURN(const int64_t number,
                         engine.rows.Put(table, row.values, existing ? &*existing : nullptr,
                                         ExpiryOf(engine, table, put, existing), units));
    version = VersionText(engine, number);
  }
  OCI_RETURN_IF_ERROR(engine.Housekeeping(table));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Charge(table, units);
  Fields body = {{"usage", UnitsValue(units)}};
  if (write) body.emplace_back("version", Text(version));
  if (!write && existing && return_row) {
    body.emplace_back("existingValue", RowValue(table, existing->values));
    body.emplace_back("existingVersion", Text(VersionText(engine, existing->version)));
  }
  if (row.generated) body.emplace_back("generatedValue", Text(*row.generated));
  Response response = JsonResponse(Value::Record(std::move(body)));
  if (write) response.headers.emplace_back("etag", version);
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
  std::optional<int64_t> if_match;
  if (const auto etag = HeaderOf(request, "if-match"); !etag.empty()) {
    OCI_ASSIGN_OR_RETURN(if_match, ParseVersion(engine, etag));
  }
  OCI_RETURN_IF_ERROR(engine.Admit(*table, true));
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(const auto row, engine.rows.Get(*table, EncodePrimaryKey(*table, key)));
  if (if_match && (!row || row->version != *if_match)) return EtagMismatch();
  Units units;
  units.read = 2;
  if (row) OCI_RETURN_IF_ERROR(engine.rows.Delete(*table, *row, units));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Charge(*table, units);
  return JsonResponse(Value::Record(
      {{"usage", UnitsValue(units)}, {"isSuccess", Value::Boolean(row.has_value())}}));
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
