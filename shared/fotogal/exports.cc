#include "fotogal/exports.h"

#include "fotogal/export_job.h"
#include "fotogal/idempotency.h"
#include "oci/parallel.h"
#include "oci/time_text.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::days kKept{1};
constexpr int kListed = 1000;

struct Archive {
  long size = 0;
  oci::TimePoint created{};
};

Outcome<std::optional<Archive>> FindArchive(Services& services, oci::Call& call,
                                            const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto list, services.objects->List(call, name, "", 1));
  if (list.objects.empty() || list.objects.front().name != name) return std::optional<Archive>();
  const auto& found = list.objects.front();
  return std::optional<Archive>(
      Archive{found.size, oci::ParseRfc3339(found.time_created).value_or(call.Now())});
}

Outcome<Export> Ready(Services& services, oci::Call& call, const std::string& name,
                      const Archive& archive) {
  Export result;
  result.ready = true;
  result.size = archive.size;
  result.expires_at = archive.created + kKept;
  OCI_ASSIGN_OR_RETURN(
      const auto par,
      services.objects->CreatePar(call, "export", name, oci::object_storage::ParAccess::kObjectRead,
                                  result.expires_at));
  result.access_uri = par.access_uri;
  return result;
}

Outcome<std::optional<Export>> InProgress(Services& services, oci::Call& call, const JobRef& job) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindJob(services, call, job));
  if (!row) return std::optional<Export>();
  Export result;
  const Json cursor = Json::parse(row->value("cursor", ""), nullptr, false);
  if (cursor.is_object()) {
    result.done = cursor.value("done", 0);
    result.total = cursor.value("total", 0);
  }
  return std::optional<Export>(result);
}

}  // namespace

std::string ExportFolder(Id user) { return "exports/" + ToBase36(user) + "/"; }

std::string ArchiveName(Id user, Id op) { return ExportFolder(user) + ToBase36(op) + ".zip"; }

Outcome<Export> RequestExport(Services& services, oci::Call& call, const User& user) {
  OCI_ASSIGN_OR_RETURN(const auto identity,
                       IdentityFor(services, call, user.id, "export", "", kKept.count()));
  const std::string name = ArchiveName(user.id, identity.op);
  const JobRef job = JobFor(identity.op, kExportKind);
  // The job's row goes after its archive has come: whoever sees neither may start.
  OCI_ASSIGN_OR_RETURN(const auto under_way, InProgress(services, call, job));
  OCI_ASSIGN_OR_RETURN(const auto archive, FindArchive(services, call, name));
  if (archive && call.Now() < archive->created + kKept)
    return Ready(services, call, name, *archive);
  if (under_way) {
    StartIfWaiting(services, call, job);
    return *under_way;
  }
  if (archive) OCI_RETURN_IF_ERROR(services.objects->Delete(call, name));
  OCI_ASSIGN_OR_RETURN(const auto queued,
                       QueueJob(services, call, identity.op, kExportKind, {{"user", user.id}}));
  StartJob(services, call, queued);
  Export result;
  result.total = user.image_count;
  return result;
}

Outcome<Unit> RemoveOldExports(Services& services, oci::Call& call) {
  std::string start;
  do {
    OCI_ASSIGN_OR_RETURN(const auto list, services.objects->List(call, "exports/", start, kListed));
    for (const auto& object : list.objects) {
      const auto created = oci::ParseRfc3339(object.time_created);
      if (!created || call.Now() < *created + kKept) continue;
      OCI_RETURN_IF_ERROR(services.objects->Delete(call, object.name));
    }
    start = list.next_start;
  } while (!start.empty());
  return Unit{};
}

}  // namespace fotogal
