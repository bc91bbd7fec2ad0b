// Previous versions of objects and delete markers.
#include <algorithm>
#include <fstream>

#include "local/standin/base/files.h"
#include "local/standin/object_storage/object_store.h"
#include "oci/crypto.h"

namespace standin {
namespace {

oci::Error CannotChange(const std::filesystem::path& path) {
  return oci::ConfigurationError("cannot change " + path.string());
}

auto FindEtag(std::vector<ObjectInfo>& versions, const std::string& etag) {
  return std::find_if(versions.begin(), versions.end(),
                      [&etag](const ObjectInfo& version) { return version.etag == etag; });
}

}  // namespace

std::filesystem::path ObjectStore::VersionFile(const std::string& bucket, const std::string& name,
                                               const ObjectInfo& version) const {
  return BucketFolder(bucket) /
         (oci::Hex(oci::Sha256(name)) + "." + oci::Hex(version.etag) + kVersionSuffix);
}

const ObjectInfo* ObjectStore::LatestOf(const Bucket& bucket, const std::string& name) {
  if (const auto live = bucket.objects.find(name); live != bucket.objects.end())
    return &live->second;
  const auto older = bucket.older.find(name);
  return older != bucket.older.end() && older->second.front().is_marker ? &older->second.front()
                                                                        : nullptr;
}

uint64_t ObjectStore::NextOrder(const Bucket& bucket, const std::string& name) {
  if (const auto live = bucket.objects.find(name); live != bucket.objects.end())
    return live->second.order + 1;
  const auto older = bucket.older.find(name);
  return older == bucket.older.end() ? 0 : older->second.front().order + 1;
}

// A process that was killed between KeepFile and the replacement has left the latest version twice.
void ObjectStore::SortVersions(Bucket& bucket, const std::filesystem::path& folder) {
  for (auto name = bucket.older.begin(); name != bucket.older.end();) {
    auto& versions = name->second;
    const auto live = bucket.objects.find(name->first);
    std::string latest = live == bucket.objects.end() ? "" : live->second.etag;
    std::sort(versions.begin(), versions.end(),
              [](const ObjectInfo& a, const ObjectInfo& b) { return a.order > b.order; });
    std::erase_if(versions, [&](const ObjectInfo& version) {
      const bool is_twice = version.etag == latest;
      latest = latest.empty() ? version.etag : latest;
      if (is_twice) {
        std::error_code ignored;
        std::filesystem::remove(folder / (oci::Hex(oci::Sha256(name->first)) + "." +
                                          oci::Hex(version.etag) + kVersionSuffix),
                                ignored);
      }
      return is_twice;
    });
    name = versions.empty() ? bucket.older.erase(name) : std::next(name);
  }
}

oci::Status ObjectStore::KeepFile(const std::string& bucket, const std::string& name,
                                  const ObjectInfo& latest) const {
  const auto from = ObjectFile(bucket, name), to = VersionFile(bucket, name, latest);
  std::error_code error;
  std::filesystem::remove(to, error);
  std::filesystem::create_hard_link(from, to, error);
  // Before the first name is given to another version.
  if (!error) return ForceFolder(to.parent_path());
  // Some file systems have no links.
  const auto content = ReadWholeFile(from);
  return content ? WriteWholeFile(to, *content, 0600) : oci::Status(CannotChange(from));
}

oci::Result<ObjectInfo> ObjectStore::AddMarker(Bucket& bucket, const std::string& name,
                                               oci::TimePoint now) {
  const ObjectInfo latest = bucket.objects.at(name);
  OCI_RETURN_IF_ERROR(KeepFile(bucket.info.name, name, latest));
  ObjectInfo marker;
  marker.etag = NewEtag();
  marker.md5 = oci::Base64(oci::Md5(""));
  marker.created = now;
  marker.order = NextOrder(bucket, name);
  marker.is_marker = true;
  OCI_RETURN_IF_ERROR(
      WriteWholeFile(ObjectFile(bucket.info.name, name), ObjectHeadLine(name, marker), 0600));
  auto& older = bucket.older[name];
  older.insert(older.begin(), {marker, latest});
  bucket.objects.erase(name);
  return marker;
}

// Without versioning: a delete marker that was made before versioning was suspended is the latest
// then, and nothing otherwise.
oci::Status ObjectStore::RemoveLatest(Bucket& bucket, const std::string& name) {
  const auto file = ObjectFile(bucket.info.name, name);
  const auto older = bucket.older.find(name);
  if (older != bucket.older.end() && older->second.front().is_marker) {
    OCI_RETURN_IF_ERROR(
        RenameFile(VersionFile(bucket.info.name, name, older->second.front()), file));
  } else {
    OCI_RETURN_IF_ERROR(RemoveFile(file));
  }
  bucket.objects.erase(name);
  bucket.damaged.erase(file.filename().string());
  return oci::Ok();
}

// The latest version or marker is deleted for good; the one before it becomes the latest.
oci::Status ObjectStore::Promote(Bucket& bucket, const std::string& name) {
  const bool is_live = bucket.objects.contains(name);
  const auto file = ObjectFile(bucket.info.name, name);
  auto& older = bucket.older[name];
  const size_t next = is_live ? 0 : 1;
  if (next < older.size()) {
    OCI_RETURN_IF_ERROR(RenameFile(VersionFile(bucket.info.name, name, older[next]), file));
  } else {
    OCI_RETURN_IF_ERROR(RemoveFile(file));
  }
  bucket.objects.erase(name);
  if (!is_live) older.erase(older.begin());
  if (!older.empty() && !older.front().is_marker) {
    bucket.objects[name] = older.front();
    older.erase(older.begin());
  }
  if (older.empty()) bucket.older.erase(name);
  return oci::Ok();
}

oci::Result<ObjectStore::Removal> ObjectStore::DeleteVersion(const std::string& bucket,
                                                             const std::string& name,
                                                             const std::string& version) {
  const std::unique_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return Removal::kMissing;
  const ObjectInfo* latest = LatestOf(holder->second, name);
  if (latest != nullptr && latest->etag == version) {
    OCI_RETURN_IF_ERROR(Promote(holder->second, name));
    return Removal::kDone;
  }
  const auto older = holder->second.older.find(name);
  if (older == holder->second.older.end()) return Removal::kMissing;
  const auto found = FindEtag(older->second, version);
  if (found == older->second.end()) return Removal::kMissing;
  OCI_RETURN_IF_ERROR(RemoveFile(VersionFile(bucket, name, *found)));
  older->second.erase(found);
  if (older->second.empty()) holder->second.older.erase(older);
  return Removal::kDone;
}

std::optional<ObjectInfo> ObjectStore::FindVersion(const std::string& bucket,
                                                   const std::string& name,
                                                   const std::string& version) const {
  const std::shared_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return std::nullopt;
  const ObjectInfo* latest = LatestOf(holder->second, name);
  if (latest != nullptr && latest->etag == version) return *latest;
  const auto older = holder->second.older.find(name);
  if (older == holder->second.older.end()) return std::nullopt;
  for (const auto& each : older->second)
    if (each.etag == version) return each;
  return std::nullopt;
}

oci::Result<std::optional<ObjectStore::Content>> ObjectStore::ReadVersion(
    const std::string& bucket, const std::string& name, const std::string& version) const {
  std::ifstream file;
  std::filesystem::path path;
  {
    const std::shared_lock lock(mutex_);
    const auto holder = buckets_.find(bucket);
    if (holder == buckets_.end()) return std::optional<Content>();
    const ObjectInfo* latest = LatestOf(holder->second, name);
    const bool is_latest = latest != nullptr && latest->etag == version;
    const auto older = holder->second.older.find(name);
    const ObjectInfo* found = is_latest ? latest : nullptr;
    if (!is_latest && older != holder->second.older.end()) {
      for (const auto& each : older->second)
        if (each.etag == version) found = &each;
    }
    if (found == nullptr || found->is_marker) return std::optional<Content>();
    path = is_latest ? ObjectFile(bucket, name) : VersionFile(bucket, name, *found);
    file.open(path, std::ios::binary);
  }
  return ReadObject(file, path);
}

void ObjectStore::VisitVersions(const std::string& bucket, const std::string& start,
                                const Visitor& visit) const {
  const std::shared_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return;
  const auto& [info, objects, previous, damaged] = holder->second;
  auto live = objects.lower_bound(start);
  auto older = previous.lower_bound(start);
  while (live != objects.end() || older != previous.end()) {
    const bool has_live =
        live != objects.end() && (older == previous.end() || live->first <= older->first);
    const std::string name = has_live ? live->first : older->first;
    const bool has_older = older != previous.end() && older->first == name;
    if (has_live && !visit(name, live->second)) return;
    if (has_older) {
      for (const auto& version : older->second)
        if (!visit(name, version)) return;
    }
    if (has_older) ++older;
    if (has_live) ++live;
  }
}

}  // namespace standin
