#include "fotogal/counters/counters.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/counters_statements.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// Every call that has read an edge moves its counter, if at all, within this time.
constexpr std::chrono::minutes kMoveWindow{2};
// recent_ops are kept twice as long, so that a slow move still finds the op that a recount has
// added.
constexpr std::chrono::minutes kRemember{4};
constexpr int kRecountTries = 5;

Op OldestRemembered(oci::TimePoint now) { return FirstOpAt(now - kRemember); }

// The counters of a table and the statements that write them.
struct CounterTable {
  std::span<const std::string_view> columns;
  const Statement& move;
  const Statement& set;
};
constexpr std::string_view kCountersOfUsers[] = {"image_count", "follower_count",
                                                 "following_count"};
constexpr std::string_view kCountersOfImages[] = {"like_count", "dislike_count", "comment_count"};
constexpr std::string_view kCountersOfComments[] = {"like_count", "reply_count"};
constexpr CounterTable kOfUsers{kCountersOfUsers, kCountersMoveOfUser, kCountersSetOfUser};
constexpr CounterTable kOfImages{kCountersOfImages, kCountersMoveOfImage, kCountersSetOfImage};
constexpr CounterTable kOfComments{kCountersOfComments, kCountersMoveOfComment,
                                   kCountersSetOfComment};

const CounterTable& TableOf(const CounterRow& row) {
  if (row.table == schema::kUsers) return kOfUsers;
  return row.table == schema::kImages ? kOfImages : kOfComments;
}

// Variables are called as the columns are.
std::string VariableOf(std::string_view column) { return "$" + std::string(column); }

// The row's key, and for each of its counters what leaves it as it is.
Json VariablesFor(const CounterRow& row, int unchanged) {
  Json variables = Json::object();
  for (const auto& [column, value] : row.key) variables[VariableOf(column)] = value;
  for (const auto column : TableOf(row).columns) variables[VariableOf(column)] = unchanged;
  return variables;
}

// False: the row has changed since `rev` was read. A lost response also counts as false, and the
// caller counts again.
Outcome<bool> SetCounters(const Context& context, const CounterRow& row,
                          const std::vector<std::string_view>& columns,
                          const std::vector<int>& totals, const Json& ops, std::int64_t rev) {
  Json variables = VariablesFor(row, -1);
  for (size_t i = 0; i < columns.size(); ++i) variables[VariableOf(columns[i])] = totals[i];
  variables["$ops"] = ops;
  variables["$rev"] = rev;
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute(TableOf(row).set, variables, Repeated::kSame));
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

// The result of a recount.
struct Recounted {
  std::vector<int> totals;
  Json ops = Json::array();     // the new recent_ops
  bool remembers_more = false;  // the new recent_ops have ops that the old ones lack
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

CounterRow CountersOfUser(UserId user_id) { return {schema::kUsers, KeyOfUser(user_id)}; }

CounterRow CountersOfImage(const ImageRef& image) {
  return {schema::kImages, {{"user_id", image.author}, {"id", image.image}}};
}

CounterRow CountersOfComment(const ImageRef& image, CommentId comment) {
  return {schema::kComments,
          {{"author_id", image.author}, {"image_id", image.image}, {"id", comment}}};
}

Outcome<Unit> Move(const Context& context, const CounterRow& row, const std::vector<Delta>& deltas,
                   Op op, const FullerMove& fuller) {
  Json variables = VariablesFor(row, 0);
  variables.update(fuller.variables);
  for (const Delta& delta : deltas) variables[VariableOf(delta.column)] = delta.by;
  variables["$op"] = op;
  variables["$old"] = OldestRemembered(context.Now());
  const Statement& statement = fuller.statement == nullptr ? TableOf(row).move : *fuller.statement;
  OCI_RETURN_IF_ERROR(context.Execute(statement, variables, Repeated::kSame));
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
