// Compares everything with what it follows from and repairs it: counters with their edges, feeds
// with images and follows, rows with the people and images that they are about. Runs while the
// service runs, a page at a time, as one job for the whole service; any run continues where the
// last one has stopped.
#pragma once

#include <span>

#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/upkeep/reconciliation.h"

namespace fotogal {

JobRef TheReconciliation();  // there is at most one such job
Outcome<Unit> QueueReconcile(const Context& context);
Outcome<StepResult> ReconcileStep(JobRun& run, const ReconcileJob& job);
std::span<const JobKind> ReconcileJobs();

}  // namespace fotogal
