// Objects in a folder: one file for the latest version of each, with description and bytes, which
// is replaced by renaming, and one for each previous version. When the process is killed at any
// moment, no acknowledged version is lost or incomplete.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "local/standin/base/random.h"
#include "local/standin/object_storage/object_file.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

struct BucketInfo {
  std::string name, compartment_id, created_by;
  oci::TimePoint created;
  std::string public_access = "NoPublicAccess";    // or ObjectReadWithoutList
  std::string versioning = "Disabled";             // or Enabled, Suspended
  nlohmann::json kept = nlohmann::json::object();  // members that are only told again: "metadata"
  nlohmann::json lifecycle = {};  // {"etag", "timeCreated", "items"}; null: there is no policy
};

class ObjectStore {
 public:
  // Reads what is in the folder. The error names the file that cannot be read.
  static oci::Result<std::unique_ptr<ObjectStore>> Open(std::filesystem::path folder,
                                                        Random random);

  // False: it exists already.
  oci::Result<bool> CreateBucket(const BucketInfo& bucket);
  // Changes all but its name. False: there is no such bucket.
  oci::Result<bool> ChangeBucket(const std::string& bucket,
                                 const std::function<void(BucketInfo&)>& change);
  enum class Deleted { kDone, kMissing, kNotEmpty };
  oci::Result<Deleted> DeleteBucket(const std::string& bucket);
  std::optional<BucketInfo> FindBucket(const std::string& bucket) const;
  std::vector<BucketInfo> Buckets() const;

  // Writes the object if `condition` is true for the existing one (nullptr: none), without another
  // write in between. nullopt: it was false. `info` needs no etag and md5.
  using Condition = std::function<bool(const ObjectInfo* existing)>;
  oci::Result<std::optional<ObjectInfo>> Put(const std::string& bucket, const std::string& name,
                                             ObjectInfo info, std::string_view bytes,
                                             const Condition& condition);
  std::optional<ObjectInfo> Find(const std::string& bucket, const std::string& name) const;
  struct Content {
    ObjectInfo info;
    std::string bytes;
  };
  // The whole object; nullopt: it does not exist. An error when its file is damaged, which is also
  // printed on stderr.
  oci::Result<std::optional<Content>> Read(const std::string& bucket,
                                           const std::string& name) const;
  enum class Removal { kDone, kMissing, kConditionFailed };
  // In a bucket with versioning the object becomes a previous version, and a delete marker of that
  // time the latest; `marker`, if it is given, is set to it.
  oci::Result<Removal> Delete(const std::string& bucket, const std::string& name,
                              const Condition& condition, oci::TimePoint now = {},
                              std::optional<ObjectInfo>* marker = nullptr);

  // object_versions.cc
  // A certain version, also the latest one.
  std::optional<ObjectInfo> FindVersion(const std::string& bucket, const std::string& name,
                                        const std::string& version) const;
  oci::Result<std::optional<Content>> ReadVersion(const std::string& bucket,
                                                  const std::string& name,
                                                  const std::string& version) const;
  // Deletes that version for good. When it is the latest, the one before it becomes the latest.
  oci::Result<Removal> DeleteVersion(const std::string& bucket, const std::string& name,
                                     const std::string& version);

  // Calls visit for each object in the order of the bytes of their names, beginning at `start`,
  // until it returns false.
  using Visitor = std::function<bool(const std::string& name, const ObjectInfo& info)>;
  void Visit(const std::string& bucket, const std::string& start, const Visitor& visit) const;
  // The same for all versions and delete markers, of each name the newest first.
  void VisitVersions(const std::string& bucket, const std::string& start,
                     const Visitor& visit) const;

 private:
  struct Bucket {
    BucketInfo info;
    std::map<std::string, ObjectInfo> objects;  // the latest versions that are no delete markers
    // By name, the newest first: previous versions; before them a delete marker that is the latest.
    std::map<std::string, std::vector<ObjectInfo>> older;
    // names of files whose objects are unknown because the description is damaged
    std::set<std::string> damaged;
  };
  ObjectStore(std::filesystem::path folder, Random random)
      : folder_(std::move(folder)), random_(std::move(random)) {}
  oci::Status Load();
  oci::Status WriteBucket(const BucketInfo& bucket) const;
  oci::Status LoadBucket(const std::filesystem::path& folder);
  static void LoadObjects(const std::filesystem::path& folder, Bucket& bucket);
  // True when the object's file is one that can no longer be read.
  bool IsDamaged(const Bucket& bucket, const std::string& bucket_name,
                 const std::string& object) const;
  static oci::Result<std::optional<Content>> ReadObject(std::istream& file,
                                                        const std::filesystem::path& path);
  std::filesystem::path BucketFolder(const std::string& bucket) const;
  std::filesystem::path ObjectFile(const std::string& bucket, const std::string& name) const;
  std::filesystem::path VersionFile(const std::string& bucket, const std::string& name,
                                    const ObjectInfo& version) const;
  // The latest version or marker of that name; nullptr: there is none.
  static const ObjectInfo* LatestOf(const Bucket& bucket, const std::string& name);
  static void SortVersions(Bucket& bucket, const std::filesystem::path& folder);
  std::string NewEtag() const;
  static uint64_t NextOrder(const Bucket& bucket, const std::string& name);
  // Keeps the file of the latest version as that of a previous one, before it is replaced.
  oci::Status KeepFile(const std::string& bucket, const std::string& name,
                       const ObjectInfo& latest) const;
  oci::Result<ObjectInfo> AddMarker(Bucket& bucket, const std::string& name, oci::TimePoint now);
  oci::Status RemoveLatest(Bucket& bucket, const std::string& name);
  oci::Status Promote(Bucket& bucket, const std::string& name);

  const std::filesystem::path folder_;
  const Random random_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace standin
