#include "fotogal/export/exports.h"

#include "common/rfc3339.h"
#include "fotogal/counters/under_way.h"
#include "fotogal/people/user.h"
#include "oci/json_text.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::days kKept{1};
constexpr int kExportsListed = 1000;
constexpr int kExportTries = 5;  // each try fails only if another call has begun an export

struct Archive {
  long size = 0;
  oci::TimePoint created{};
};

Outcome<std::optional<Archive>> FindArchive(const Context& context, const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto list, context.services.objects->List(context.call, name, "", 1));
  if (list.objects.empty() || list.objects.front().name != name) return std::optional<Archive>();
  const auto& found = list.objects.front();
  return std::optional<Archive>(
      Archive{found.size, common::ParseRfc3339(found.time_created).value_or(context.Now())});
}

// The value of the row of an export under way; all but `op` when it can be fetched.
struct ExportRow {
  Op op = 0;
  std::string uri;
  std::int64_t size = 0, expires = 0;  // bytes, ms

  static constexpr auto Columns() {
    return std::tuple(Column("op", &ExportRow::op), Column("uri", &ExportRow::uri),
                      Column("size", &ExportRow::size), Column("expires", &ExportRow::expires));
  }
};

struct StandingExport {
  UnderWay row;
  Op op = 0;  // there is none
  Export told;
};

Outcome<StandingExport> FindStanding(const Context& context, UserId user) {
  StandingExport standing;
  OCI_ASSIGN_OR_RETURN(standing.row, FindUnderWay(context, user, kExportUnderWay));
  if (!standing.row.value.is_object()) return standing;
  const auto row = RowFrom<ExportRow>(standing.row.value);
  standing.op = row.op;
  standing.told.stage = Export::Stage::kPreparing;
  standing.told.access_uri = row.uri;
  if (standing.told.access_uri.empty()) return standing;
  standing.told.size = row.size;
  standing.told.expires_at = FromMillis(row.expires);
  standing.told.stage =
      context.Now() < standing.told.expires_at ? Export::Stage::kReady : Export::Stage::kNone;
  return standing;
}

// What the job of an export in progress says; kNone: the job has ended.
Outcome<Export> ExportUnderWay(const Context& context, Op op) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindJob(context, JobFor<ExportJob>(op)));
  Export result;
  if (!row) return result;
  result.stage = Export::Stage::kPreparing;
  const Json cursor = oci::JsonOf(row->cursor);
  if (cursor.is_object()) {
    result.done = cursor.value("done", 0);
    result.total = cursor.value("total", 0);
  }
  return result;
}

// The state of the export whose row was read.
Outcome<Export> Tell(const Context& context, UserId user, const StandingExport& standing) {
  if (standing.told.stage != Export::Stage::kPreparing) return standing.told;
  OCI_ASSIGN_OR_RETURN(auto progress, ExportUnderWay(context, standing.op));
  if (progress.stage == Export::Stage::kPreparing) return progress;
  // The job's row is deleted after the archive is available: so it has just become available, or
  // never will.
  OCI_ASSIGN_OR_RETURN(const auto now, FindStanding(context, user));
  return now.told.stage == Export::Stage::kReady ? now.told : Export();
}

}  // namespace

std::string ExportFolder(UserId user) { return "exports/" + ToBase36(user) + "/"; }

std::string ArchiveName(UserId user, Op op) { return ExportFolder(user) + ToBase36(op) + ".zip"; }

Outcome<Export> FindExport(const Context& context, UserId user) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindStanding(context, user));
  return Tell(context, user, standing);
}

Outcome<Export> StartExport(const Context& context, const User& user) {
  for (int attempt = 0; attempt < kExportTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto standing, FindStanding(context, user.id));
    OCI_ASSIGN_OR_RETURN(auto told, Tell(context, user.id, standing));
    if (told.stage == Export::Stage::kPreparing)
      StartIfWaiting(context, JobFor<ExportJob>(standing.op));
    if (told.stage != Export::Stage::kNone) return told;
    // The job comes first: a job without the row ends itself, but a row without a job would wait
    // for ever.
    const Op op = context.NewOp();
    OCI_ASSIGN_OR_RETURN(const auto job, QueueJob(context, op, ExportJob{user.id}));
    OCI_ASSIGN_OR_RETURN(const bool begun, ReplaceUnderWay(context, user.id, kExportUnderWay,
                                                           {{"op", op}}, standing.row));
    if (!begun) {
      OCI_RETURN_IF_ERROR(ForgetJob(context, job));
      continue;
    }
    StartJob(context, job);
    told.stage = Export::Stage::kPreparing;
    told.total = user.image_count;
    return told;
  }
  return TryAgain("The export is being started from several places.");
}

Outcome<bool> IsExportOf(const Context& context, UserId user, Op op) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindStanding(context, user));
  return standing.op == op;
}

Outcome<Unit> MakeFetchable(const Context& context, UserId user, Op op) {
  const std::string name = ArchiveName(user, op);
  OCI_ASSIGN_OR_RETURN(const auto standing, FindStanding(context, user));
  if (standing.op == op && !standing.told.access_uri.empty()) return Unit{};
  OCI_RETURN_IF_ERROR(RemoveExportPars(context, name));
  OCI_ASSIGN_OR_RETURN(const auto archive, FindArchive(context, name));
  if (!archive || standing.op != op) return TryAgain("The export has ended.");
  const auto expires_at = archive->created + kKept;
  OCI_ASSIGN_OR_RETURN(
      const auto par,
      context.services.objects->CreatePar(context.call, "export", name,
                                          oci::object_storage::ParAccess::kObjectRead, expires_at));
  const ExportRow handed_out{op, par.access_uri, archive->size, ToMillis(expires_at)};
  OCI_ASSIGN_OR_RETURN(const bool told, ReplaceUnderWay(context, user, kExportUnderWay,
                                                        JsonOf(handed_out), standing.row));
  if (told) return Unit{};
  OCI_RETURN_IF_ERROR(context.services.objects->DeletePar(context.call, par.id));
  return TryAgain("The export has ended.");
}

Outcome<Unit> RemoveExportPars(const Context& context, const std::string& prefix) {
  std::string page;
  do {
    OCI_ASSIGN_OR_RETURN(const auto list,
                         context.services.objects->ListPars(context.call, prefix, page));
    for (const auto& par : list.items)
      OCI_RETURN_IF_ERROR(context.services.objects->DeletePar(context.call, par.id));
    page = list.next_page;
  } while (!page.empty());
  return Unit{};
}

Outcome<Unit> RemoveOldExports(const Context& context) {
  std::string start;
  do {
    OCI_ASSIGN_OR_RETURN(const auto list, context.services.objects->List(context.call, "exports/",
                                                                         start, kExportsListed));
    for (const auto& object : list.objects) {
      const auto created = common::ParseRfc3339(object.time_created);
      if (!created || context.Now() < *created + kKept) continue;
      OCI_RETURN_IF_ERROR(context.services.objects->Delete(context.call, object.name));
    }
    start = list.next_start;
  } while (!start.empty());
  return Unit{};
}

}  // namespace fotogal
