// What exports.cc and export_job.cc share.
#pragma once

#include <string>

#include "fotogal/ids.h"
#include "fotogal/jobs.h"

namespace fotogal {

inline constexpr const char* kExportKind = "export";
std::string ArchiveName(Id user, Id op);

// The person's export was begun by the job of that op, and no other has come since.
Outcome<bool> IsExportOf(Services& services, oci::Call& call, Id user, Id op);
// Hands a finished archive out: one pre-authenticated request, until the export ends. Idempotent:
// what a run left that died on the way is taken away first. 503: it was ended meanwhile.
Outcome<Unit> HandOut(Services& services, oci::Call& call, Id user, Id op);
// Removes what an export that will not be finished has stored. Idempotent.
Outcome<Unit> AbandonExport(JobRun& run);

}  // namespace fotogal
