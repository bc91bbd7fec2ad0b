#include "fotogal/counters/counted.h"

namespace fotogal {
namespace {

Outcome<std::vector<Edge>> EdgesOf(const Context& context, const CounterMove& counting) {
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.QueryAll(counting.rows, counting.variables, Absolute()));
  std::vector<Edge> edges;
  for (const auto& row : rows) edges.push_back(counting.edge(row));
  return edges;
}

std::vector<std::string_view> ColumnsOf(const CounterMove& counting) {
  std::vector<std::string_view> columns;
  for (const auto& delta : counting.deltas) columns.push_back(delta.column);
  return columns;
}

}  // namespace

Outcome<Unit> Count(const Context& context, const CounterMove& counting, Op op) {
  if (!TooOldToMove(context.Now(), op))
    return Move(context, counting.counters, counting.deltas, op, counting.fuller);
  OCI_RETURN_IF_ERROR(CountAgain(context, counting));
  return Unit{};
}

Outcome<int> CountAgain(const Context& context, const CounterMove& counting) {
  return Recount(context, counting.counters, ColumnsOf(counting),
                 [&] { return EdgesOf(context, counting); });
}

}  // namespace fotogal
