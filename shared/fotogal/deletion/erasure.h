// The parts of a deletion: each does away with one kind of thing that a person left, a page at a
// time. All may be repeated, and run beside each other.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {

// Where a deletion stands: the cursor of its job.
struct ErasurePlace {
  int pass = 1;
  std::string part{};             // name of the part at work; "": the first
  std::string at{};               // where in the part
  bool found = false;             // this pass came upon something that may not be alone
  std::set<std::string> names{};  // keys of identities
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(ErasurePlace, pass, part, at, found, names)
};

// A deletion at work.
struct Erasure : ErasurePlace {
  JobRun& run;
  DeletionJob job;
};

// kDone: nothing of this part is left. kMore: to be called again, after run.resume_at if that is
// set.
using ErasurePart = std::function<Outcome<StepResult>(Erasure&)>;
struct NamedPart {
  std::string_view name;
  ErasurePart erase;
};

// What the account and calls still under way may have written: gone over again and again until
// nothing is found. What is to be done with each table's rows stands in the schema; its parts come
// in the order of the tables.
std::span<const NamedPart> PartsOfPass();
// What tells the account's names, once nothing else is left; the names themselves last.
std::span<const NamedPart> LastParts();

}  // namespace fotogal
