#include "fotogal/upkeep/stray_objects.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/rfc3339.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/uploads.h"
#include "fotogal/jobs/jobs.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::object_storage::ObjectSummary;

constexpr int kStraysListed = 1000;
// A walk reads the row of every image.
constexpr std::chrono::hours kBetweenWalks{6};
constexpr int kStrayDeletesInFlight = 4;
constexpr std::chrono::days kPartsKept{7};
// A page of objects, its rows and its deletes fit well into this.
constexpr std::chrono::seconds kTimeForOnePage{8};

// How far the walk over the bucket has come, or when the next one begins ("lease_until"): kept
// beside the jobs, but in no bucket of theirs.
const oci::nosql::Key kWalkKey{{"bucket", schema::kJobBuckets}, {"id", 1}};

Outcome<Unit> StoreWalk(Services& services, oci::Call& call, const std::string& start,
                        oci::TimePoint not_before) {
  Json row{{"kind", "walk"},  {"arguments", Json::object()},
           {"cursor", start}, {"lease_until", ToMillis(not_before)},
           {"attempts", 0},   {"op", 1}};
  for (const auto& [column, value] : kWalkKey) row[column] = value;
  OCI_RETURN_IF_ERROR(services.nosql->Put(call, schema::kJobs, row));
  return Unit{};
}

bool IsOld(const ObjectSummary& object, oci::TimePoint now) {
  const auto created = common::ParseRfc3339(object.time_created);
  return created && now >= *created + schema::kUploadKept;
}

// "uploads/<user>/<id>-<op>"
std::optional<oci::nosql::Key> UploadKeyOf(std::string_view name) {
  name.remove_prefix(kUploadsFolder.size());
  const auto slash = std::min(name.find('/'), name.size());
  const auto user = FromBase36(name.substr(0, slash));
  name.remove_prefix(std::min(slash + 1, name.size()));
  const auto id = FromBase36(name.substr(0, name.find('-')));
  if (!user || !id) return std::nullopt;
  return oci::nosql::Key{{"user_id", *user}, {"id", *id}};
}

// The names of the originals that one person's rows in a range of ids know of.
Outcome<std::set<std::string>> KnownOriginals(Services& services, oci::Call& call, Id user,
                                              const std::set<Id>& images) {
  static const std::string kStatement =
      "DECLARE $u LONG; $a LONG; $b LONG; SELECT i.image_filename FROM " +
      std::string(schema::kImages) + " i WHERE i.user_id = $u AND i.id >= $a AND i.id <= $b";
  oci::nosql::QueryOptions absolute;
  absolute.consistency = oci::nosql::Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      services.nosql->QueryAll(call, kStatement,
                               {{"$u", user}, {"$a", *images.begin()}, {"$b", *images.rbegin()}},
                               absolute));
  std::set<std::string> known;
  for (const auto& row : rows) known.insert(TextOf(row, "image_filename"));
  return known;
}

// Of the old objects of a page, those without a row.
Outcome<std::vector<ObjectSummary>> Orphans(Services& services, oci::Call& call,
                                            const std::vector<ObjectSummary>& objects) {
  std::map<Id, std::set<Id>> images;
  for (const auto& object : objects) {
    if (!IsOld(object, call.Now())) continue;
    if (const auto parsed = ParseObjectName(object.name))
      images[parsed->ref.author].insert(parsed->ref.image);
  }
  std::set<std::string> known;
  for (const auto& [user, ids] : images) {
    OCI_ASSIGN_OR_RETURN(auto of_user, KnownOriginals(services, call, user, ids));
    known.merge(of_user);
  }
  std::vector<ObjectSummary> orphans;
  for (const auto& object : objects) {
    const auto parsed = ParseObjectName(object.name);
    if (parsed && IsOld(object, call.Now()) && !known.contains(parsed->original))
      orphans.push_back(object);
  }
  return orphans;
}

// As they were listed: an upload that is tried again writes another version.
Outcome<Unit> DeleteAsListed(Services& services, oci::Call& call,
                             const std::vector<ObjectSummary>& objects) {
  OCI_RETURN_IF_ERROR(
      oci::ForEach(objects, kStrayDeletesInFlight, [&](const ObjectSummary& object) -> oci::Status {
        OCI_RETURN_IF_ERROR(services.objects->Delete(call, object.name, object.etag));
        return oci::Ok();
      }));
  return Unit{};
}

}  // namespace

Outcome<Unit> RemoveOldUploads(Services& services, oci::Call& call) {
  std::string start;
  do {
    OCI_ASSIGN_OR_RETURN(const auto list,
                         services.objects->List(call, kUploadsFolder, start, kStraysListed));
    for (const auto& object : list.objects) {
      if (call.TimeLeft() < kTimeForOnePage) return Unit{};
      if (!IsOld(object, call.Now())) continue;
      // The object last: it is by the object that the upload is found.
      if (const auto key = UploadKeyOf(object.name))
        OCI_RETURN_IF_ERROR(services.nosql->Delete(call, schema::kUploads, *key));
      OCI_RETURN_IF_ERROR(services.objects->Delete(call, object.name, object.etag));
    }
    start = list.next_start;
  } while (!start.empty());
  return Unit{};
}

Outcome<OrphansRemoved> RemoveOrphanObjectsFrom(Services& services, oci::Call& call,
                                                const std::string& start) {
  OCI_ASSIGN_OR_RETURN(const auto list,
                       services.objects->List(call, kImagesFolder, start, kStraysListed));
  OCI_ASSIGN_OR_RETURN(const auto orphans, Orphans(services, call, list.objects));
  OCI_RETURN_IF_ERROR(DeleteAsListed(services, call, orphans));
  return OrphansRemoved{list.next_start, static_cast<std::int64_t>(list.objects.size()),
                        static_cast<std::int64_t>(orphans.size())};
}

Outcome<Unit> RemoveOrphanObjects(Services& services, oci::Call& call) {
  OCI_ASSIGN_OR_RETURN(const auto walk, services.nosql->Get(call, schema::kJobs, kWalkKey,
                                                            oci::nosql::Consistency::kAbsolute));
  if (walk && walk->value.at("lease_until") > ToMillis(call.Now())) return Unit{};
  std::string start = walk ? TextOf(walk->value, "cursor") : "";
  do {
    OCI_ASSIGN_OR_RETURN(const auto page, RemoveOrphanObjectsFrom(services, call, start));
    start = page.next;
  } while (!start.empty() && call.TimeLeft() > kTimeForOnePage);
  return StoreWalk(services, call, start, start.empty() ? call.Now() + kBetweenWalks : call.Now());
}

Outcome<Unit> AbortOldParts(Services& services, oci::Call& call) {
  std::string page;
  do {
    OCI_ASSIGN_OR_RETURN(const auto list, services.objects->ListMultipartUploads(call, page));
    for (const auto& upload : list.uploads) {
      if (call.TimeLeft() < kTimeForOnePage) return Unit{};
      const auto created = common::ParseRfc3339(upload.time_created);
      if (created && *created + kPartsKept < call.Now())
        OCI_RETURN_IF_ERROR(services.objects->AbortMultipartUpload(call, upload.object, upload.id));
    }
    page = list.next_page;
  } while (!page.empty());
  return Unit{};
}

Outcome<Unit> RemoveExpiredPars(Services& services, oci::Call& call) {
  std::string page;
  do {
    OCI_ASSIGN_OR_RETURN(const auto list, services.objects->ListPars(call, "", page));
    for (const auto& par : list.pars) {
      if (call.TimeLeft() < kTimeForOnePage) return Unit{};
      const auto expires = common::ParseRfc3339(par.time_expires);
      if (expires && *expires < call.Now())
        OCI_RETURN_IF_ERROR(services.objects->DeletePar(call, par.id));
    }
    page = list.next_page;
  } while (!page.empty());
  return Unit{};
}

}  // namespace fotogal
