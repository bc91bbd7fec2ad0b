// One protocol for every row that counters count: a follow, a reaction, a comment, an image
// (docs/adr/0003-exactly-once-counters.md). A change is written to the row with an op of its own
// and counted = false; then its counters move, and the row is marked as counted or, when it was
// taken away, deleted. A call that finds a row which is not counted does the last two again.
//
// A table says in a Counted<Row> what differs. Beyond that, follows queue a job that finishes what
// died, reactions reserve their notification beside the write, and avatars are not counted.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "fotogal/counters/counters.h"
#include "oci/parallel.h"

namespace fotogal {

// Counters in one row, which a change of a counted row moves.
struct CounterMove {
  CounterRow counters;
  std::vector<Delta> deltas;
  // The statement for all rows that these counters count, and how much each counts; used when a
  // change is too old to be recognised by its op.
  const Statement& rows;
  nlohmann::json variables;                 // the variables of `rows`
  Edge (*edge)(const nlohmann::json& row);  // EdgeFrom
  FullerMove fuller = {};
};
template <class Row, Edge (*kEdge)(const Row&)>
Edge EdgeFrom(const nlohmann::json& row) {
  return kEdge(RowFrom<Row>(row));
}

// Moves the counters by the change with that op; once, however often it is called.
Outcome<Unit> Count(const Context& context, const CounterMove& counting, Op op);
// Sets the counters to what their rows say. Returns how many were wrong.
Outcome<int> CountAgain(const Context& context, const CounterMove& counting);

// What a table says of its counted rows.
template <class Row>
struct Counted {
  // The counters, one or two, which the last change of the row moves, and by how much.
  std::vector<CounterMove> (*moves)(const Row& row);
  bool (*taken_away)(const Row& row);
  // Variables of the statements: the row's key, and $op.
  nlohmann::json (*key)(const Row& row);
  // Changes a counted row whose op is $old; `changed`: its further variables.
  const Statement& change;
  nlohmann::json (*changed)(const Row& row);
  const Statement& mark;    // marks the row as counted
  const Statement& remove;  // deletes the row, when it was taken away
};

// Writes the row uncounted: a new one, or a change of the row whose op is `standing`. False: the
// table has another row by now. When the response to a change was lost, it also returns false; the
// caller then finds its own uncounted row and settles it.
template <class Row>
Outcome<bool> Write(const Context& context, const Counted<Row>& table, const Row& row,
                    std::optional<Op> standing) {
  if (!standing) {
    OCI_ASSIGN_OR_RETURN(const auto inserted, context.Insert(row));
    return inserted.written;
  }
  auto variables = table.key(row);
  variables.update(table.changed(row));
  variables["$old"] = *standing;
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(table.change, variables, Repeated::kSame));
  return UpdatedOne(items);
}

// For Write: the op of the row that is there; nullopt: there is none.
template <class Row>
std::optional<Op> OpOf(const std::optional<Row>& standing) {
  return standing ? std::optional(standing->op) : std::nullopt;
}

// Moves the counters of a row that is not counted, and runs `notify` () -> Outcome<Unit> at the
// same time.
template <class Row, class Notify>
Outcome<Unit> CountAndNotify(const Context& context, const Counted<Row>& table, const Row& row,
                             Notify notify) {
  const auto moves = table.moves(row);
  const auto count = [&](size_t i) {
    return [&, i] { return Count(context, moves.at(i), row.op); };
  };
  return moves.size() == 1 ? oci::AllInParallel(count(0), notify)
                           : oci::AllInParallel(count(0), count(1), notify);
}

// The row's counters have moved: it is marked as counted, or deleted when it was taken away.
template <class Row>
Outcome<Unit> MarkOrDelete(const Context& context, const Counted<Row>& table, const Row& row) {
  const Statement& statement = table.taken_away(row) ? table.remove : table.mark;
  OCI_RETURN_IF_ERROR(context.Execute(statement, table.key(row), Repeated::kSame));
  return Unit{};
}

// Brings a row that is not counted to rest: counters and notification first, then the row.
template <class Row, class Notify>
Outcome<Unit> Settle(const Context& context, const Counted<Row>& table, const Row& row,
                     Notify notify) {
  OCI_RETURN_IF_ERROR(CountAndNotify(context, table, row, notify));
  return MarkOrDelete(context, table, row);
}

}  // namespace fotogal
