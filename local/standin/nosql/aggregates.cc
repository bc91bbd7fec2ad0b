#include "local/standin/nosql/aggregates.h"

#include <algorithm>

#include "local/standin/nosql/functions.h"

namespace standin::nosql {
namespace {

constexpr std::string_view kAggregateNames[] = {"count", "sum",           "min",          "max",
                                                "avg",   "array_collect", "count_numbers"};

// All items that the argument has over the rows, but NULL.
Result<Sequence> ItemsOver(const Expr& argument, const std::vector<StoredRow>& rows, Scope scope) {
  Sequence all;
  for (const StoredRow& row : rows) {
    scope.row = &row;
    OCI_RETURN_IF_ERROR(Evaluate(argument, scope, all));
  }
  std::erase_if(all, [](const Value& value) { return value.IsNull(); });
  return all;
}

Result<Value> AggregateOf(const Expr& call, const std::vector<StoredRow>& rows,
                          const Scope& scope) {
  if (call.kind == Expr::Kind::kCountStar) return Value::Long(static_cast<int64_t>(rows.size()));
  if (call.name == "array_collect" || call.name == "count_numbers")
    return ErrorAt(call, NotSupported("The function " + call.name).message);
  if (call.args.size() != 1)
    return ErrorAt(call, "The function " + call.name + " takes one argument");
  const bool row = call.args[0]->kind == Expr::Kind::kRow;
  if (row && call.name == "count") return Value::Long(static_cast<int64_t>(rows.size()));
  OCI_ASSIGN_OR_RETURN(Sequence items, ItemsOver(*call.args[0], rows, scope));
  if (call.name == "count") return Value::Long(static_cast<int64_t>(items.size()));
  Expr of_sequence = call;
  of_sequence.name = "seq_" + call.name;
  Sequence value;
  OCI_RETURN_IF_ERROR(Call(of_sequence, scope, {std::move(items)}, value));
  return value.empty() ? Value::Null() : std::move(value.front());
}

}  // namespace

bool IsAggregate(const Expr& expr) {
  if (expr.kind == Expr::Kind::kCountStar) return true;
  return expr.kind == Expr::Kind::kCall &&
         std::find(std::begin(kAggregateNames), std::end(kAggregateNames), expr.name) !=
             std::end(kAggregateNames);
}

Result<ExprPtr> WithAggregates(const Expr& expr, const std::vector<StoredRow>& rows, Scope scope) {
  auto copy = std::make_shared<Expr>(expr);
  if (IsAggregate(expr)) {
    OCI_ASSIGN_OR_RETURN(copy->literal, AggregateOf(expr, rows, scope));
    copy->kind = Expr::Kind::kLiteral;
    copy->args.clear();
    return copy;
  }
  for (ExprPtr& argument : copy->args) {
    if (!argument) continue;
    OCI_ASSIGN_OR_RETURN(argument, WithAggregates(*argument, rows, scope));
  }
  return copy;
}

}  // namespace standin::nosql
