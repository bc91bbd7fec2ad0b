// What exports.cc and export_job.cc share.
#pragma once

#include <string>

#include "fotogal/ids.h"
#include "fotogal/jobs.h"

namespace fotogal {

inline constexpr const char* kExportKind = "export";
std::string ArchiveName(Id user, Id op);
// Removes what an export that will not be finished has stored. Idempotent.
Outcome<Unit> AbandonExport(JobRun& run);

}  // namespace fotogal
