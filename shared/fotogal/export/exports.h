// All data of one person in one ZIP: JSON of every table, and the photos as they are stored. A
// detached job makes it, as parts of a multipart upload, so that memory is limited and a job whose
// run died continues at its last part. Archives are deleted a day after they were made.
#pragma once

#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

// The state of a person's export.
struct Export {
  enum class Stage { kNone, kPreparing, kReady };
  Stage stage = Stage::kNone;
  int done = 0, total = 0;  // photos packed, while it is being made
  std::string access_uri;   // "/p/...": reads the archive until it expires; one for each export
  long size = 0;
  oci::TimePoint expires_at{};
};

// Begins an export. If one is in progress, or is ready and has not expired, returns that one.
Outcome<Export> StartExport(const Context& context, const User& user);
// The state of the export. Changes nothing.
Outcome<Export> FindExport(const Context& context, UserId user);

// The folder of a person's archives in the bucket.
std::string ExportFolder(UserId user);
// Deletes the pre-authenticated requests of archives whose names begin with the prefix.
Outcome<Unit> RemoveExportPars(const Context& context, const std::string& prefix);
// Deletes archives older than a day, and what unfinished ones have left.
Outcome<Unit> RemoveOldExports(const Context& context);

// For the job:
std::string ArchiveName(UserId user, Op op);

// True: the person's export is still the one that the job with that op has begun.
Outcome<bool> IsExportOf(const Context& context, UserId user, Op op);
// Makes a finished archive available: creates its one pre-authenticated request, valid until the
// export ends. Idempotent: deletes first what a run that died has left. 503: the export was ended
// meanwhile.
Outcome<Unit> MakeFetchable(const Context& context, UserId user, Op op);
}  // namespace fotogal
