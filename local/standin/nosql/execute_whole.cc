// Statements that the service leaves to drivers in part: sorted over shards, counted, grouped,
// without duplicates, or deleting rows of several shards.
#include <algorithm>
#include <map>
#include <set>

#include "local/standin/nosql/aggregates.h"
#include "local/standin/nosql/execute.h"
#include "local/standin/nosql/json.h"

namespace standin::nosql {
namespace {

struct SortedOutput {
  Value output;
  std::vector<Value> keys;
};
using RowGroup = std::vector<StoredRow>;

Result<RowGroup> AllRows(Engine& engine, const CompiledStatement& compiled, const Scope& scope,
                         int64_t& read_kb) {
  RowGroup rows;
  std::set<std::string> seen;
  ScanState state;
  OCI_RETURN_IF_ERROR(ScanPlan(engine, compiled, scope, "", INT64_MAX, state,
                               [&](const StoredRow& row) -> Result<bool> {
                                 const bool once = compiled.plan.path.eliminate_duplicates;
                                 if (!once || seen.insert(row.key).second) rows.push_back(row);
                                 return true;
                               }));
  read_kb = state.read_kb;
  return rows;
}

int CompareSortKeys(const Value& a, const Value& b, const SortKey& key) {
  if (a.IsNull() || b.IsNull()) {
    const int order = static_cast<int>(b.IsNull()) - static_cast<int>(a.IsNull());
    return key.nulls_first ? order : -order;
  }
  const Comparison comparison = Compare(a, b, CompareOp::kLt);
  int order = comparison.order;
  if (comparison.outcome != Comparison::Outcome::kOrdered)
    order = static_cast<int>(a.kind) - static_cast<int>(b.kind);
  return key.descending ? -order : order;
}

Result<SortedOutput> OutputOf(const SelectStatement& select, const RowGroup& group,
                              const Scope& scope) {
  SortedOutput sorted;
  Fields fields;
  for (const OutputColumn& column : select.columns) {
    OCI_ASSIGN_OR_RETURN(const ExprPtr expr, WithAggregates(*column.expr, group, scope));
    OCI_ASSIGN_OR_RETURN(Value value, EvaluateBoxed(*expr, scope));
    fields.emplace_back(column.name, std::move(value));
  }
  for (const SortKey& key : select.order_by) {
    OCI_ASSIGN_OR_RETURN(const ExprPtr expr, WithAggregates(*key.expr, group, scope));
    OCI_ASSIGN_OR_RETURN(Value value, EvaluateBoxed(*expr, scope));
    sorted.keys.push_back(std::move(value));
  }
  sorted.output = Value::Record(std::move(fields));
  return sorted;
}

bool HasAggregate(const Expr& expr) {
  if (IsAggregate(expr)) return true;
  return std::any_of(expr.args.begin(), expr.args.end(),
                     [](const ExprPtr& argument) { return argument && HasAggregate(*argument); });
}

bool Aggregates(const SelectStatement& select) {
  return std::any_of(select.columns.begin(), select.columns.end(),
                     [](const OutputColumn& column) { return HasAggregate(*column.expr); }) ||
         std::any_of(select.order_by.begin(), select.order_by.end(),
                     [](const SortKey& key) { return HasAggregate(*key.expr); });
}

// In the order in which the groups were first seen. Without GROUP BY one group, which may be empty.
Result<std::vector<RowGroup>> GroupsOf(const SelectStatement& select, RowGroup rows, Scope scope) {
  std::vector<RowGroup> groups;
  if (select.group_by.empty()) {
    groups.push_back(std::move(rows));
    return groups;
  }
  std::map<std::string, size_t> known;
  for (StoredRow& row : rows) {
    scope.row = &row;
    Items key;
    for (const ExprPtr& expr : select.group_by) {
      OCI_ASSIGN_OR_RETURN(Value value, EvaluateBoxed(*expr, scope));
      key.push_back(std::move(value));
    }
    const auto [at, added] = known.emplace(ToJson(Value::Array(std::move(key))), groups.size());
    if (added) groups.emplace_back();
    groups[at->second].push_back(std::move(row));
  }
  return groups;
}

Result<std::vector<SortedOutput>> Outputs(const SelectStatement& select, RowGroup rows,
                                          Scope scope) {
  std::vector<SortedOutput> outputs;
  const auto add = [&](const RowGroup& group, const StoredRow* row) -> Status {
    scope.row = row;
    OCI_ASSIGN_OR_RETURN(SortedOutput output, OutputOf(select, group, scope));
    outputs.push_back(std::move(output));
    return oci::Ok();
  };
  if (select.group_by.empty() && !Aggregates(select)) {
    for (const StoredRow& row : rows) OCI_RETURN_IF_ERROR(add({}, &row));
    return outputs;
  }
  OCI_ASSIGN_OR_RETURN(const auto groups, GroupsOf(select, std::move(rows), scope));
  // columns beside the aggregates of no row at all are NULL
  StoredRow nothing;
  nothing.values.resize(scope.table->columns.size());
  for (const RowGroup& group : groups)
    OCI_RETURN_IF_ERROR(add(group, group.empty() ? &nothing : &group.front()));
  return outputs;
}

void SortAndUnite(const SelectStatement& select, std::vector<SortedOutput>& outputs) {
  std::stable_sort(outputs.begin(), outputs.end(), [&](const auto& a, const auto& b) {
    for (size_t i = 0; i < select.order_by.size(); ++i) {
      const int order = CompareSortKeys(a.keys[i], b.keys[i], select.order_by[i]);
      if (order != 0) return order < 0;
    }
    return false;
  });
  if (!select.distinct) return;
  std::set<std::string> seen;
  std::erase_if(outputs, [&](const SortedOutput& sorted) {
    return !seen.insert(ToJson(sorted.output)).second;
  });
}

Result<QueryResult> SelectWhole(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                const QueryOptions& options) {
  const auto& select = std::get<SelectStatement>(compiled.parsed.body);
  PagePosition page;
  if (!options.page.empty()) {
    OCI_ASSIGN_OR_RETURN(page, DecodePage(compiled, options.page));
  }
  OCI_ASSIGN_OR_RETURN(const int64_t limit, RowCount(select.limit, INT64_MAX, scope));
  OCI_ASSIGN_OR_RETURN(const int64_t offset, RowCount(select.offset, 0, scope));
  int64_t read_kb = 0;
  OCI_ASSIGN_OR_RETURN(RowGroup rows, AllRows(engine, compiled, scope, read_kb));
  OCI_ASSIGN_OR_RETURN(auto outputs, Outputs(select, std::move(rows), scope));
  SortAndUnite(select, outputs);
  QueryResult result;
  // The scan is paid with the first page; a driver of the service keeps its results for the others.
  if (options.page.empty()) result.units.read = read_kb * (options.absolute ? 2 : 1);
  const auto count = static_cast<int64_t>(outputs.size());
  const int64_t end = limit < count - std::min(offset, count) ? offset + limit : count;
  int64_t at = std::min(std::min(offset, count) + std::max<int64_t>(page.returned, 0), end);
  for (; at < end && static_cast<int64_t>(result.items.size()) < options.limit; ++at) {
    result.items.push_back(std::move(outputs[static_cast<size_t>(at)].output));
    ++page.returned;
  }
  if (at < end) result.next = EncodePage(compiled, page);
  return result;
}

Result<QueryResult> DeleteWhole(Engine& engine, const CompiledStatement& compiled,
                                const Scope& scope) {
  QueryResult result;
  int64_t read_kb = 0;
  OCI_ASSIGN_OR_RETURN(const RowGroup rows, AllRows(engine, compiled, scope, read_kb));
  result.units.read = 2 * read_kb;
  for (const StoredRow& row : rows) {
    result.units.read += 2 * Kilobytes(row.bytes);
    OCI_RETURN_IF_ERROR(engine.rows.Delete(compiled.table, row, result.units));
  }
  result.items.push_back(
      Value::Record({{"numRowsDeleted", Value::Long(static_cast<int64_t>(rows.size()))}}));
  return result;
}

}  // namespace

Result<QueryResult> ExecuteWhole(Engine& engine, const CompiledStatement& compiled, Scope scope,
                                 const QueryOptions& options) {
  if (std::holds_alternative<DeleteStatement>(compiled.parsed.body))
    return DeleteWhole(engine, compiled, scope);
  return SelectWhole(engine, compiled, scope, options);
}

}  // namespace standin::nosql
