// The parts of a deletion. Each removes one kind of data of a person, a page per call. All may be
// repeated and may run at the same time.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {

// How far a deletion is; the cursor of its job.
struct ErasurePlace {
  int pass = 1;
  std::string part{};             // name of the present part; "": the first
  std::string at{};               // position in the part
  bool found = false;             // this pass has found something, so there must be another one
  std::set<std::string> names{};  // keys of identities
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(ErasurePlace, pass, part, at, found, names)
};

// A deletion at work.
struct Erasure : ErasurePlace {
  JobRun& run;
  DeletionJob job;
};

// kDone: nothing is left of this part. kMore: call it again, after run.resume_at if that is set.
using ErasurePart = std::function<Outcome<StepResult>(Erasure&)>;
struct NamedPart {
  std::string_view name;
  ErasurePart erase;
};

// Parts that are repeated until nothing is found: what the account, and calls that are still
// running, may have written. The schema says what to do with each table's rows; parts are in the
// order of the tables.
std::span<const NamedPart> PartsOfPass();
// Parts that run once, after everything else: rows that contain the account's names, and last the
// names themselves.
std::span<const NamedPart> LastParts();

}  // namespace fotogal
