// Objects in a folder: one file each for description and bytes, replaced by renaming. When the
// process is killed at any moment, no acknowledged object is lost or incomplete.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
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
  std::string public_access = "NoPublicAccess";  // or ObjectReadWithoutList
};

class ObjectStore {
 public:
  // Reads what is in the folder. The error names the file that cannot be read.
  static oci::Result<std::unique_ptr<ObjectStore>> Open(std::filesystem::path folder,
                                                        Random random);

  // False: it exists already.
  oci::Result<bool> CreateBucket(const BucketInfo& bucket);
  // False: there is no such bucket.
  oci::Result<bool> SetPublicAccess(const std::string& bucket, const std::string& access);
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
  oci::Result<Removal> Delete(const std::string& bucket, const std::string& name,
                              const Condition& condition);

  // Calls visit for each object in the order of the bytes of their names, beginning at `start`,
  // until it returns false.
  using Visitor = std::function<bool(const std::string& name, const ObjectInfo& info)>;
  void Visit(const std::string& bucket, const std::string& start, const Visitor& visit) const;

 private:
  struct Bucket {
    BucketInfo info;
    std::map<std::string, ObjectInfo> objects;
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

  const std::filesystem::path folder_;
  const Random random_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace standin
