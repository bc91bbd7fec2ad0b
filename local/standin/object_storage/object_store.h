// Objects in a folder: one file each, description and bytes together, replaced by renaming. A
// process killed at any moment loses no acknowledged object and leaves no torn one.
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
  // Reads what the folder holds. The error names the file that cannot be read.
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

  // Writes when `condition` holds for what stands there (nullptr: nothing), decided and done as one
  // step. nullopt: it did not hold. `info` comes without etag and md5.
  using Condition = std::function<bool(const ObjectInfo* existing)>;
  oci::Result<std::optional<ObjectInfo>> Put(const std::string& bucket, const std::string& name,
                                             ObjectInfo info, std::string_view bytes,
                                             const Condition& condition);
  std::optional<ObjectInfo> Find(const std::string& bucket, const std::string& name) const;
  struct Content {
    ObjectInfo info;
    std::string bytes;
  };
  // The whole object; nullopt: there is none. An error where its file is damaged, which is told on
  // stderr too.
  oci::Result<std::optional<Content>> Read(const std::string& bucket,
                                           const std::string& name) const;
  enum class Removal { kDone, kMissing, kConditionFailed };
  oci::Result<Removal> Delete(const std::string& bucket, const std::string& name,
                              const Condition& condition);

  // Calls visit for each object in the order of the names' bytes, from `start` (included) on, until
  // it answers false.
  using Visitor = std::function<bool(const std::string& name, const ObjectInfo& info)>;
  void Visit(const std::string& bucket, const std::string& start, const Visitor& visit) const;

 private:
  struct Bucket {
    BucketInfo info;
    std::map<std::string, ObjectInfo> objects;
    std::set<std::string> damaged;  // names of files that tell no object's name any more
  };
  ObjectStore(std::filesystem::path folder, Random random)
      : folder_(std::move(folder)), random_(std::move(random)) {}
  oci::Status Load();
  oci::Status WriteBucket(const BucketInfo& bucket) const;
  oci::Status LoadBucket(const std::filesystem::path& folder);
  static void LoadObjects(const std::filesystem::path& folder, Bucket& bucket);
  // Whether a file that cannot be read any more is that object's.
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
