// Counters that move exactly once (docs/adr/0003-exactly-once-counters.md).
//
// An edge (a reaction, a follow, an image) that changes a count carries the random `op` of its last
// change and whether that change is counted. The row that holds the counters remembers the ops of
// the last minutes in `recent_ops`; a move with an op it remembers does nothing. So whoever finds
// an uncounted edge repeats the move, and it happens once.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// A row of users or images.
struct CounterRow {
  std::string_view table;
  oci::nosql::Key key;
};
CounterRow CountersOfUser(UserId user_id);
CounterRow CountersOfImage(const ImageRef& image);

struct Delta {
  std::string_view column;
  int by = 0;
};

// Moves the counters, or does nothing when `op` has moved them already or the row is gone.
Outcome<Unit> Move(const Context& context, const CounterRow& row, const std::vector<Delta>& deltas,
                   Op op);

// An edge whose change is older than this may have been forgotten by recent_ops: recount instead of
// moving.
bool TooOldToMove(oci::TimePoint now, Op op);

// What a recount needs to know of one edge.
struct Edge {
  Op op;
  bool counted = false;
  std::vector<int> now, before;  // its share of each column after and before the change of `op`
};

// Sets the columns to what the edges say, treating each uncounted edge as recent_ops says. `edges`
// is read after the row; a move in between starts it over. Answers how many columns were wrong, and
// writes nothing when there is nothing to mend.
Outcome<int> Recount(const Context& context, const CounterRow& row,
                     const std::vector<std::string_view>& columns,
                     const std::function<Outcome<std::vector<Edge>>()>& edges);

}  // namespace fotogal
