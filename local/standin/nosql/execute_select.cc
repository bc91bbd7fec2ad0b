// SELECT and DELETE, which scan rows.
#include "local/standin/nosql/execute.h"
#include "local/standin/nosql/lexer.h"

namespace standin::nosql {

Result<int64_t> RowCount(const ExprPtr& expr, int64_t otherwise, const Scope& scope) {
  if (!expr) return otherwise;
  OCI_ASSIGN_OR_RETURN(const Value value, EvaluateOne(*expr, scope));
  if (!value.IsInteger() || value.integer < 0)
    return ErrorAt(expr->line, expr->column, "LIMIT or OFFSET is not a non-negative integer");
  return value.integer;
}

Result<QueryResult> ExecuteSelect(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                  const QueryOptions& options) {
  const auto& select = std::get<SelectStatement>(compiled.parsed.body);
  PagePosition page;
  if (!options.page.empty()) {
    OCI_ASSIGN_OR_RETURN(page, DecodePage(compiled, options.page));
  }
  OCI_ASSIGN_OR_RETURN(const int64_t limit, RowCount(select.limit, INT64_MAX, scope));
  OCI_ASSIGN_OR_RETURN(const int64_t offset, RowCount(select.offset, 0, scope));
  QueryResult result;
  ScanState state;
  bool page_full = false;
  const VisitRow visit = [&](const StoredRow& row) -> Result<bool> {
    if (page.skipped < offset) {
      ++page.skipped;
      return true;
    }
    scope.row = &row;
    OCI_ASSIGN_OR_RETURN(Value output, OutputRow(compiled.plan.outputs, scope));
    result.items.push_back(std::move(output));
    ++page.returned;
    page_full = static_cast<int64_t>(result.items.size()) >= options.limit;
    return !page_full && page.returned < limit;
  };
  if (page.returned < limit) {
    OCI_RETURN_IF_ERROR(
        ScanPlan(engine, compiled, scope, page.position, options.read_limit, state, visit));
  }
  result.units.read = state.read_kb * (options.absolute ? 2 : 1);
  // When the statement's own LIMIT is reached, nothing can follow.
  const bool more = page_full || (!state.exhausted && !state.position.empty());
  if (more && page.returned < limit) {
    page.position = state.position;
    result.next = EncodePage(compiled, page);
  }
  return result;
}

// Deletes one row per page, as the service does; the page token leads to the next one.
Result<QueryResult> ExecuteDelete(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                  const QueryOptions& options) {
  PagePosition page;
  if (!options.page.empty()) {
    OCI_ASSIGN_OR_RETURN(page, DecodePage(compiled, options.page));
  }
  QueryResult result;
  ScanState state;
  std::optional<StoredRow> found;
  const VisitRow visit = [&](const StoredRow& row) -> Result<bool> {
    found = row;
    return false;
  };
  OCI_RETURN_IF_ERROR(
      ScanPlan(engine, compiled, scope, page.position, options.read_limit, state, visit));
  // Rows are read from the master, which costs twice as much; deleting a row reads it once more.
  result.units.read = 2 * state.read_kb;
  if (found) {
    scope.row = &*found;
    if (compiled.plan.returning) {
      OCI_ASSIGN_OR_RETURN(Value output, OutputRow(compiled.plan.outputs, scope));
      result.items.push_back(std::move(output));
    }
    result.units.read += 2 * Kilobytes(found->bytes);
    OCI_RETURN_IF_ERROR(engine.rows.Delete(compiled.table, *found, result.units));
  }
  if (!compiled.plan.returning)
    result.items.push_back(Value::Record({{"numRowsDeleted", Value::Long(found ? 1 : 0)}}));
  if (!state.exhausted) {
    page.position = state.position;
    result.next = EncodePage(compiled, page);
  }
  return result;
}

}  // namespace standin::nosql
