#include "fotogal/counters/counters.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// No call that saw an edge outlives this before moving its counter.
constexpr std::chrono::minutes kMoveWindow{2};
// recent_ops keep twice as long, so that a slow move still finds the op that a recount put there.
constexpr std::chrono::minutes kRemember{4};
constexpr int kRecountTries = 5;

Op OldestRemembered(oci::TimePoint now) { return FirstOpAt(now - kRemember); }

// "r.user_id = $k0 AND r.id = $k1", with the variables declared and bound.
struct KeyClause {
  std::string declarations, condition;
  Json variables = Json::object();
};

KeyClause ClauseFor(const oci::nosql::Key& key) {
  KeyClause clause;
  for (size_t i = 0; i < key.size(); ++i) {
    const std::string variable = "$k" + std::to_string(i);
    clause.declarations += variable + " LONG; ";
    clause.condition += (i == 0 ? "r." : " AND r.") + key[i].first + " = " + variable;
    clause.variables[variable] = key[i].second;
  }
  return clause;
}

// False: the row has changed since `rev` was read. A lost answer reads as false too, and the caller
// counts again.
Outcome<bool> SetCounters(const Context& context, const CounterRow& row,
                          const std::vector<std::string_view>& columns,
                          const std::vector<int>& totals, const Json& ops, std::int64_t rev) {
  KeyClause key = ClauseFor(row.key);
  std::string sets;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string variable = "$n" + std::to_string(i);
    key.declarations += variable + " INTEGER; ";
    sets += "SET r." + std::string(columns[i]) + " = " + variable + ", ";
    key.variables[variable] = totals[i];
  }
  key.variables["$ops"] = ops;
  key.variables["$rev"] = rev;
  const std::string text = "DECLARE " + key.declarations + "$ops ARRAY(LONG); $rev LONG; UPDATE " +
                           std::string(row.table) + " r " + sets +
                           "SET r.recent_ops = $ops, SET r.rev = r.rev + 1 WHERE " + key.condition +
                           " AND r.rev = $rev";
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute({"counters.set", text}, key.variables, Repeated::kSame));
  return UpdatedOne(items);
}

// What a row of counters remembers of the moves of the last minutes.
struct Remembered {
  std::vector<Op> ops;
  std::int64_t revision = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("recent_ops", &Remembered::ops), Column("rev", &Remembered::revision));
  }
};

// What a recount comes to.
struct Recounted {
  std::vector<int> totals;
  Json ops = Json::array();     // recent_ops from then on
  bool remembers_more = false;  // than before
};

Recounted CountEdges(const oci::Call& call, const std::vector<Edge>& edges,
                     const std::vector<Op>& remembered, size_t columns) {
  Recounted counted;
  counted.totals.resize(columns, 0);
  for (const Op op : remembered) {
    if (op > OldestRemembered(call.Now())) counted.ops.push_back(op);
  }
  for (const Edge& edge : edges) {
    const bool known = std::find(remembered.begin(), remembered.end(), edge.op) != remembered.end();
    const bool old = TooOldToMove(call.Now(), edge.op);
    if (!edge.counted && !known && old) {
      counted.ops.push_back(edge.op);
      counted.remembers_more = true;
    }
    const auto& share = edge.counted || known || old ? edge.now : edge.before;
    for (size_t i = 0; i < columns; ++i) counted.totals[i] += share[i];
  }
  return counted;
}

}  // namespace

CounterRow CountersOfUser(UserId user_id) { return {schema::kUsers, {{"id", user_id}}}; }

CounterRow CountersOfImage(const ImageRef& image) {
  return {schema::kImages, {{"user_id", image.author}, {"id", image.image}}};
}

Outcome<Unit> Move(const Context& context, const CounterRow& row, const std::vector<Delta>& deltas,
                   Op op) {
  KeyClause key = ClauseFor(row.key);
  std::string sets;
  for (size_t i = 0; i < deltas.size(); ++i) {
    const std::string variable = "$d" + std::to_string(i);
    key.declarations += variable + " INTEGER; ";
    sets += "SET r." + std::string(deltas[i].column) + " = r." + std::string(deltas[i].column) +
            " + " + variable + ", ";
    key.variables[variable] = deltas[i].by;
  }
  key.variables["$op"] = op;
  key.variables["$old"] = OldestRemembered(context.Now());
  const std::string text =
      "DECLARE " + key.declarations + "$op LONG; $old LONG; UPDATE " + std::string(row.table) +
      " r " + sets + "SET r.rev = r.rev + 1, " +
      "SET r.recent_ops = [seq_concat(r.recent_ops[$element > $old], $op)] WHERE " + key.condition +
      " AND NOT r.recent_ops[] =any $op";
  OCI_RETURN_IF_ERROR(context.Execute({"counters.move", text}, key.variables, Repeated::kSame));
  return Unit{};
}

bool TooOldToMove(oci::TimePoint now, Op op) { return TimeOfOp(op) < now - kMoveWindow; }

Outcome<int> Recount(const Context& context, const CounterRow& row,
                     const std::vector<std::string_view>& columns,
                     const std::function<Outcome<std::vector<Edge>>()>& edges) {
  for (int attempt = 0; attempt < kRecountTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto stored,
                         context.Get(row.table, row.key, oci::nosql::Consistency::kAbsolute));
    if (!stored) return 0;
    const auto before = RowFrom<Remembered>(stored->value);
    OCI_ASSIGN_OR_RETURN(const auto found, edges());
    const Recounted counted = CountEdges(context.call, found, before.ops, columns.size());
    int wrong = 0;
    for (size_t i = 0; i < columns.size(); ++i)
      wrong += NumberOf<int>(stored->value, std::string(columns[i]).c_str()) != counted.totals[i];
    if (wrong == 0 && !counted.remembers_more) return 0;
    OCI_ASSIGN_OR_RETURN(const bool set, SetCounters(context, row, columns, counted.totals,
                                                     counted.ops, before.revision));
    if (set) return wrong;
  }
  return TryAgain("The counter is moving too fast to be recounted.");
}

}  // namespace fotogal
