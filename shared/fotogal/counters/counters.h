// Counters that move exactly once (docs/adr/0003-exactly-once-counters.md).
//
// An edge (a reaction, a follow, a comment, an image) has the random `op` of its last change, and
// whether that change is counted. The row with the counters has the ops of the last minutes in
// `recent_ops`; moving the counters with one of these ops again does nothing. So whoever finds an
// edge that is not counted can repeat the move, and it happens once.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// A row of users, images or comments.
struct CounterRow {
  std::string_view table;
  oci::nosql::Key key;
};
CounterRow CountersOfUser(UserId user_id);
CounterRow CountersOfImage(const ImageRef& image);
CounterRow CountersOfComment(const ImageRef& image, CommentId comment);

struct Delta {
  std::string_view column;
  int by = 0;
};

// A statement that moves the counters in place of the usual one and writes more to their row, and
// the variables that it has beside those of the usual one. A recount does not do it.
struct FullerMove {
  const Statement* statement = nullptr;  // nullptr: the usual one
  nlohmann::json variables = nlohmann::json::object();
};

// Moves the counters; does nothing when `op` has moved them already or the row does not exist.
Outcome<Unit> Move(const Context& context, const CounterRow& row, const std::vector<Delta>& deltas,
                   Op op, const FullerMove& fuller = {});

// True: recent_ops may no longer have the op of a change that old, so recount instead of moving.
bool TooOldToMove(oci::TimePoint now, Op op);

// What a recount must know about one edge.
struct Edge {
  Op op;
  bool counted = false;
  // how much it counts in each column after and before the change of `op`
  std::vector<int> now, before;
};

// Sets the columns to what the edges say; an edge that is not counted counts by its op in
// recent_ops. `edges` is read after the row; if a counter moves in between, it starts again.
// Returns how many columns were wrong, and writes nothing when none was.
Outcome<int> Recount(const Context& context, const CounterRow& row,
                     const std::vector<std::string_view>& columns,
                     const std::function<Outcome<std::vector<Edge>>()>& edges);

}  // namespace fotogal
