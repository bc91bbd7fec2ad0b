// UPDATE, INSERT and UPSERT, which write rows with one shard key.
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/execute.h"
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/row_values.h"

namespace standin::nosql {
namespace {

constexpr size_t kMaxRowsOfUpdate = 1000;

// Applies the clauses to the row and writes it when any of them changed something.
Result<bool> UpdateRow(Engine& engine, const CompiledStatement& compiled, StoredRow& row,
                       const Scope& scope, Units& units) {
  const auto& update = std::get<UpdateStatement>(compiled.parsed.body);
  const Table& table = compiled.table;
  const StoredRow before = row;
  Change change;
  for (const UpdateClause& clause : update.clauses) {
    if (clause.kind == UpdateClause::Kind::kTtl) {
      Scope inner = scope;
      inner.row = &row;
      OCI_ASSIGN_OR_RETURN(row.expires_ms, ExpiryOf(engine, table, clause.ttl, inner));
      change.updated = true;
    } else {
      OCI_RETURN_IF_ERROR(ApplyClause(table, clause, row, scope, change));
    }
  }
  if (!change.updated) return false;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (row.values[i].IsNull() && !table.columns[i].nullable)
      return InvalidParameter("Error: The column " + table.columns[i].name + " cannot be NULL");
  }
  OCI_ASSIGN_OR_RETURN(row.version,
                       engine.rows.Put(table, row.values, &before, row.expires_ms, units));
  row.modified_ms = scope.now_ms;
  return true;
}

}  // namespace

Result<QueryResult> ExecuteUpdate(Engine& engine, const CompiledStatement& compiled, Scope scope) {
  QueryResult result;
  ScanState state;
  std::vector<StoredRow> rows;
  OCI_RETURN_IF_ERROR(ScanPlan(engine, compiled, scope, "", INT64_MAX, state,
                               [&](const StoredRow& row) -> Result<bool> {
                                 rows.push_back(row);
                                 return true;
                               }));
  if (rows.size() > kMaxRowsOfUpdate) return NotSupported("An UPDATE of more than 1000 rows");
  result.units.read = 2 * state.read_kb;
  int32_t updated = 0;
  for (StoredRow& row : rows) {
    OCI_ASSIGN_OR_RETURN(const bool changed, UpdateRow(engine, compiled, row, scope, result.units));
    updated += changed ? 1 : 0;
    if (!compiled.plan.returning) continue;
    scope.row = &row;
    OCI_ASSIGN_OR_RETURN(Value output, OutputRow(compiled.plan.outputs, scope));
    result.items.push_back(std::move(output));
  }
  if (!compiled.plan.returning)
    result.items.push_back(Value::Record({{"NumRowsUpdated", Value::Integer(updated)}}));
  return result;
}

Result<QueryResult> ExecuteInsert(Engine& engine, const CompiledStatement& compiled, Scope scope) {
  const auto& insert = std::get<InsertStatement>(compiled.parsed.body);
  const Table& table = compiled.table;
  NewRow row;
  row.values.resize(table.columns.size());
  std::vector<bool> given(table.columns.size());
  for (size_t i = 0; i < insert.columns.size(); ++i) {
    if (!insert.values[i]) continue;
    const auto column = static_cast<size_t>(table.FindColumn(insert.columns[i]));
    OCI_ASSIGN_OR_RETURN(const Value value, EvaluateBoxed(*insert.values[i], scope));
    const Type& type = *table.columns[column].type;
    auto cast = CastTo(value, type);
    if (!cast.ok())
      return ErrorAt(insert.values[i]->line, insert.values[i]->column, cast.error().message);
    row.values[column] = std::move(*cast);
    given[column] = true;
  }
  OCI_RETURN_IF_ERROR(CompleteRow(engine, table, given, row));
  OCI_ASSIGN_OR_RETURN(auto existing, engine.rows.Get(table, EncodePrimaryKey(table, row.values)));
  QueryResult result;
  result.units.read = insert.upsert ? 0 : 2;
  const bool write = insert.upsert || !existing;
  StoredRow now;
  if (existing) now = *existing;
  if (write) {
    int64_t expires =
        existing ? existing->expires_ms : engine.rows.Expiry(table.ttl_amount, table.ttl_in_hours);
    if (insert.ttl) {
      OCI_ASSIGN_OR_RETURN(expires, ExpiryOf(engine, table, *insert.ttl, scope));
    }
    OCI_ASSIGN_OR_RETURN(
        now.version,
        engine.rows.Put(table, row.values, existing ? &*existing : nullptr, expires, result.units));
    now.values = row.values;
    now.expires_ms = expires;
    now.modified_ms = scope.now_ms;
  }
  if (!compiled.plan.returning) {
    result.items.push_back(
        Value::Record({{"NumRowsInserted", Value::Integer(write && !existing ? 1 : 0)}}));
    return result;
  }
  // When an INSERT is refused, RETURNING gives the row that exists.
  scope.row = &now;
  OCI_ASSIGN_OR_RETURN(Value output, OutputRow(compiled.plan.outputs, scope));
  result.items.push_back(std::move(output));
  return result;
}

}  // namespace standin::nosql
