#include "fotogal/upkeep/stray_objects.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/rfc3339.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/images.h"
#include "fotogal/images/uploads.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/upkeep/upkeep_statements.h"
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
constexpr int kWalkBucket = schema::kJobBuckets;
constexpr Op kWalkId = 1;

Outcome<Unit> StoreWalk(const Context& context, const std::string& start,
                        oci::TimePoint not_before) {
  const JobRow row{.bucket = kWalkBucket,
                   .id = kWalkId,
                   .kind = "walk",
                   .arguments = Json::object(),
                   .cursor = start,
                   .lease_until = ToMillis(not_before),
                   .op = kWalkId};
  OCI_RETURN_IF_ERROR(context.Put(schema::kJobs, JsonOf(row)));
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
  return KeyOfUpload(*user, *id);
}

// The names of the originals that one person's rows in a range of ids know of.
Outcome<std::set<std::string>> KnownOriginals(const Context& context, UserId user,
                                              const std::set<ImageId>& images) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<Image>(kUpkeepOriginals,
                            {{"$u", user}, {"$a", *images.begin()}, {"$b", *images.rbegin()}},
                            Absolute()));
  std::set<std::string> known;
  for (const Image& row : rows) known.insert(row.object_name);
  return known;
}

// Of the old objects of a page, those without a row.
Outcome<std::vector<ObjectSummary>> Orphans(const Context& context,
                                            const std::vector<ObjectSummary>& objects) {
  std::map<UserId, std::set<ImageId>> images;
  for (const auto& object : objects) {
    if (!IsOld(object, context.Now())) continue;
    if (const auto parsed = ParseObjectName(object.name))
      images[parsed->ref.author].insert(parsed->ref.image);
  }
  std::set<std::string> known;
  for (const auto& [user, ids] : images) {
    OCI_ASSIGN_OR_RETURN(auto of_user, KnownOriginals(context, user, ids));
    known.merge(of_user);
  }
  std::vector<ObjectSummary> orphans;
  for (const auto& object : objects) {
    const auto parsed = ParseObjectName(object.name);
    if (parsed && IsOld(object, context.Now()) && !known.contains(parsed->original))
      orphans.push_back(object);
  }
  return orphans;
}

// One after the other; the names of their objects are in the same order.
constexpr std::string_view kFolders[] = {kAvatarsFolder, kImagesFolder, kRemovedFolder};

const std::string_view* FolderAt(std::string_view start) {
  const auto* const found = std::ranges::find_if(
      kFolders, [&](std::string_view folder) { return start.starts_with(folder); });
  return found == std::end(kFolders) ? kFolders : found;
}

// As they were listed: an upload that is tried again writes another version.
Outcome<Unit> DeleteAsListed(const Context& context, const std::vector<ObjectSummary>& objects) {
  OCI_RETURN_IF_ERROR(
      oci::ForEach(objects, kStrayDeletesInFlight, [&](const ObjectSummary& object) -> oci::Status {
        OCI_RETURN_IF_ERROR(
            context.services.objects->Delete(context.call, object.name, object.etag));
        return oci::Ok();
      }));
  return Unit{};
}

// Does something with each item of a list that comes in pages, several at once, as long as there is
// time.
template <class List, class Each>
Outcome<Unit> ForEachListed(const Context& context, List list, Each each) {
  std::string page;
  do {
    OCI_ASSIGN_OR_RETURN(const auto listed, list(page));
    const auto in_time = [&] { return context.call.TimeLeft() >= kTimeForOnePage; };
    OCI_RETURN_IF_ERROR(oci::ForEach(
        listed.items, kStrayDeletesInFlight,
        [&](const auto& item) -> oci::Status { return in_time() ? each(item) : oci::Ok(); }));
    if (!in_time()) return Unit{};
    page = listed.next_page;
  } while (!page.empty());
  return Unit{};
}

}  // namespace

Outcome<Unit> RemoveOldUploads(const Context& context) {
  std::string start;
  do {
    OCI_ASSIGN_OR_RETURN(const auto list, context.services.objects->List(
                                              context.call, kUploadsFolder, start, kStraysListed));
    for (const auto& object : list.objects) {
      if (context.call.TimeLeft() < kTimeForOnePage) return Unit{};
      if (!IsOld(object, context.Now())) continue;
      // The object last: it is by the object that the upload is found.
      if (const auto key = UploadKeyOf(object.name))
        OCI_RETURN_IF_ERROR(context.Delete(schema::kUploads, *key));
      OCI_RETURN_IF_ERROR(context.services.objects->Delete(context.call, object.name, object.etag));
    }
    start = list.next_start;
  } while (!start.empty());
  return Unit{};
}

Outcome<OrphansRemoved> RemoveOrphanObjectsFrom(const Context& context, const std::string& start) {
  const auto* const folder = FolderAt(start);
  OCI_ASSIGN_OR_RETURN(auto list,
                       context.services.objects->List(context.call, *folder, start, kStraysListed));
  OCI_ASSIGN_OR_RETURN(const auto orphans, Orphans(context, list.objects));
  OCI_RETURN_IF_ERROR(DeleteAsListed(context, orphans));
  if (list.next_start.empty() && folder + 1 != std::end(kFolders)) list.next_start = folder[1];
  return OrphansRemoved{list.next_start, static_cast<std::int64_t>(list.objects.size()),
                        static_cast<std::int64_t>(orphans.size())};
}

Outcome<Unit> RemoveOrphanObjects(const Context& context) {
  OCI_ASSIGN_OR_RETURN(const auto walk, FindJob(context, {kWalkBucket, kWalkId, ""}));
  if (walk && walk->lease_until > ToMillis(context.Now())) return Unit{};
  std::string start = walk ? walk->cursor : "";
  do {
    OCI_ASSIGN_OR_RETURN(const auto page, RemoveOrphanObjectsFrom(context, start));
    start = page.next;
  } while (!start.empty() && context.call.TimeLeft() > kTimeForOnePage);
  return StoreWalk(context, start, start.empty() ? context.Now() + kBetweenWalks : context.Now());
}

Outcome<Unit> AbortOldParts(const Context& context) {
  auto& objects = *context.services.objects;
  return ForEachListed(
      context, [&](const auto& page) { return objects.ListMultipartUploads(context.call, page); },
      [&](const auto& upload) -> oci::Status {
        const auto created = common::ParseRfc3339(upload.time_created);
        if (!created || context.Now() <= *created + kPartsKept) return oci::Ok();
        return objects.AbortMultipartUpload(context.call, upload.object, upload.id);
      });
}

Outcome<Unit> RemoveExpiredPars(const Context& context) {
  auto& objects = *context.services.objects;
  return ForEachListed(
      context, [&](const auto& page) { return objects.ListPars(context.call, "", page); },
      [&](const auto& par) -> oci::Status {
        const auto expires = common::ParseRfc3339(par.time_expires);
        if (expires && *expires < context.Now())
          OCI_RETURN_IF_ERROR(objects.DeletePar(context.call, par.id));
        return oci::Ok();
      });
}

}  // namespace fotogal
