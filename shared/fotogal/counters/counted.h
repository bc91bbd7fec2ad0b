// One protocol for every row that counters count: a follow, a reaction, a comment, an image
// (docs/adr/0003-exactly-once-counters.md). A change is written to the row with an op of its own
// and counted = false; then its counters move, and the row is marked or, when it was taken away,
// deleted. Whoever finds a row that is not counted does the last two again.
//
// A table says which counters its row moves by how much (Counting) and its two last statements
// (AtRest). What differs stands at each: follows queue a job that finishes what died, reactions
// reserve their notification beside the write, avatars are not counted.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "fotogal/counters/counters.h"

namespace fotogal {

// Counters in one row, which one change of a counted row moves.
struct Counting {
  CounterRow counters;
  std::vector<Delta> deltas;
  // All rows that these counters count, and what one of them counts for: asked when the change is
  // too old to be known by its op.
  const Statement& rows;
  nlohmann::json variables;  // of `rows`
  Edge (*edge)(const nlohmann::json& row);
};

// Moves the counters of the change with that op, once however often it is called.
Outcome<Unit> Count(const Context& context, const Counting& counting, Id op);
// Sets them to what their rows say. Answers how many were wrong.
Outcome<int> CountAgain(const Context& context, const Counting& counting);

// What follows when all counters of a change have moved.
struct AtRest {
  const Statement& mark;    // as counted
  const Statement& remove;  // where it was taken away
};
enum class Settled { kStays, kTakenAway };
// variables: the row's key and its op, as both statements declare them.
Outcome<Unit> Rest(const Context& context, const AtRest& at_rest, Settled as,
                   const nlohmann::json& variables);

}  // namespace fotogal
