#include "fotogal/counters/counted.h"

namespace fotogal {
namespace {

Outcome<std::vector<Edge>> EdgesOf(const Context& context, const Counting& counting) {
  oci::nosql::QueryOptions options;
  options.consistency = oci::nosql::Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.QueryAll(counting.rows, counting.variables, options));
  std::vector<Edge> edges;
  for (const auto& row : rows) edges.push_back(counting.edge(row));
  return edges;
}

std::vector<std::string_view> ColumnsOf(const Counting& counting) {
  std::vector<std::string_view> columns;
  for (const auto& delta : counting.deltas) columns.push_back(delta.column);
  return columns;
}

}  // namespace

Outcome<Unit> Count(const Context& context, const Counting& counting, Id op) {
  if (!TooOldToMove(context.Now(), op))
    return Move(context, counting.counters, counting.deltas, op);
  OCI_RETURN_IF_ERROR(CountAgain(context, counting));
  return Unit{};
}

Outcome<int> CountAgain(const Context& context, const Counting& counting) {
  return Recount(context, counting.counters, ColumnsOf(counting),
                 [&] { return EdgesOf(context, counting); });
}

Outcome<Unit> Rest(const Context& context, const AtRest& at_rest, Settled as,
                   const nlohmann::json& variables) {
  const Statement& statement = as == Settled::kStays ? at_rest.mark : at_rest.remove;
  OCI_RETURN_IF_ERROR(context.Execute(statement, variables, Repeated::kSame));
  return Unit{};
}

}  // namespace fotogal
