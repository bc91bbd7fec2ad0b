// The job that makes an archive (exports.h).
#pragma once

#include <span>

#include "fotogal/jobs/jobs.h"

namespace fotogal {

// The jobs of `export`.
std::span<const JobKind> ExportJobs();

// Removes what an export that will not be finished has stored. Idempotent.
Outcome<Unit> AbandonExport(JobRun& run, const ExportJob& job);

}  // namespace fotogal
