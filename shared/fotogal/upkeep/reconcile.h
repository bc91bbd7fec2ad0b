// Everything held against its source, and mended: counters against their edges, feeds against
// images and follows, rows against the people and images that they are about. Runs beside live
// traffic, a page at a time, as one job for the whole service: whoever runs it goes on where the
// last run stopped.
#pragma once

#include <span>

#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/upkeep/reconciliation.h"

namespace fotogal {

JobRef TheReconciliation();  // there is one such job at most
Outcome<Unit> QueueReconcile(const Context& context);
Outcome<StepResult> ReconcileStep(JobRun& run, const ReconcileJob& job);
std::span<const JobKind> ReconcileJobs();

}  // namespace fotogal
