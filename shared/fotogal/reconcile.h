// Everything held against its source, and mended: counters against their edges, feeds against
// images and follows, rows against the people and images that they are about. Runs beside live
// traffic, a page at a time, as one job for the whole service: whoever runs it goes on where the
// last run stopped.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "fotogal/jobs.h"
#include "fotogal/problem.h"

namespace fotogal {

// Where a reconciliation stands: the cursor of its job.
struct Reconciliation {
  std::string part{};                            // name of the part at work; "": not begun
  std::string page{};                            // token of its scan
  std::vector<Id> batch{};                       // feeds: owners of the page that are still to come
  Id after = 0;                                  // feeds: where in the first of them
  std::int64_t done = 0;                         // rows of the part so far
  std::map<std::string, std::int64_t> totals{};  // rows of a part, where they are known
  std::map<std::string, std::int64_t> mended{};  // by what it was: "follower_count", ...
};
Reconciliation ReadReconciliation(const std::string& cursor);

// The job; there is one at most.
JobRef ReconcileJob();
Outcome<Unit> QueueReconcile(Services& services, oci::Call& call);
Outcome<bool> ReconcileStep(JobRun& run);
std::span<const JobKind> ReconcileJobs();

}  // namespace fotogal
