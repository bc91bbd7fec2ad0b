// Everything of one person in one ZIP: JSON of every table, and the photos as they are stored. Made
// by a detached job, part by part into a multipart upload, so that memory stays bounded and a run
// that dies is taken up at its last part. Archives go a day after they were made.
#pragma once

#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Where a person's export stands.
struct Export {
  enum class Stage { kNone, kPreparing, kReady };
  Stage stage = Stage::kNone;
  int done = 0, total = 0;  // photos packed, while it is being made
  std::string access_uri;   // "/p/...": reads the archive until it expires; one for each export
  long size = 0;
  oci::TimePoint expires_at{};
};

// Begins an export, unless one is being made or is ready and has not expired: that one is told.
Outcome<Export> StartExport(const Context& context, const User& user);
// Where it stands. Changes nothing.
Outcome<Export> FindExport(const Context& context, UserId user);

// The folder of a person's archives in the bucket.
std::string ExportFolder(UserId user);
// Takes away the pre-authenticated requests of archives whose names begin so.
Outcome<Unit> RemoveExportPars(const Context& context, const std::string& prefix);
// Takes archives away that are older than a day, and what is left of ones that were never finished.
Outcome<Unit> RemoveOldExports(const Context& context);

// For the job:
std::string ArchiveName(UserId user, Op op);

// The person's export was begun by the job of that op, and no other has come since.
Outcome<bool> IsExportOf(const Context& context, UserId user, Op op);
// Hands a finished archive out: one pre-authenticated request, until the export ends. Idempotent:
// what a run left that died on the way is taken away first. 503: it was ended meanwhile.
Outcome<Unit> HandOut(const Context& context, UserId user, Op op);
}  // namespace fotogal
