#include "local/standin/object_storage/object_store.h"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "local/standin/base/files.h"
#include "local/standin/object_storage/object_file.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;

constexpr char kBucketFile[] = "bucket.json";

oci::Error Unreadable(const std::filesystem::path& path) {
  return oci::ConfigurationError("cannot read " + path.string());
}

oci::Error Damaged(const std::filesystem::path& path) {
  return oci::ConfigurationError(path.string() +
                                 " is damaged: delete the object or store it again");
}

void Complain(const oci::Error& error) {
  std::fprintf(stderr, "object storage: %s\n", error.message.c_str());
}

}  // namespace

oci::Result<std::unique_ptr<ObjectStore>> ObjectStore::Open(std::filesystem::path folder,
                                                            Random random) {
  std::unique_ptr<ObjectStore> store(new ObjectStore(std::move(folder), std::move(random)));
  OCI_RETURN_IF_ERROR(store->Load());
  return store;
}

oci::Status ObjectStore::Load() {
  OCI_RETURN_IF_ERROR(MakeFolder(folder_, 0700));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    // A folder without description is a bucket whose creation was never acknowledged.
    if (std::filesystem::exists(entry.path() / kBucketFile)) {
      OCI_RETURN_IF_ERROR(LoadBucket(entry.path()));
    }
  }
  if (error) return Unreadable(folder_);
  return oci::Ok();
}

oci::Status ObjectStore::LoadBucket(const std::filesystem::path& folder) {
  RemoveLeftovers(folder);
  // What is read now is seen, so it must stay.
  if (const auto forced = ForceFolder(folder); !forced.ok()) Complain(forced.error());
  const auto text = ReadWholeFile(folder / kBucketFile);
  const json description = oci::JsonOf(text.value_or(""));
  const auto created = common::ParseRfc3339(oci::StringMember(description, "created"));
  if (!created) {
    // When a bucket of that name is created again, it has these objects.
    Complain(
        oci::ConfigurationError((folder / kBucketFile).string() +
                                " is damaged: there is no such bucket until it is made again"));
    return oci::Ok();
  }
  Bucket bucket;
  bucket.info = {oci::StringMember(description, "name"),
                 oci::StringMember(description, "compartmentId"),
                 oci::StringMember(description, "createdBy"), *created,
                 oci::StringMember(description, "publicAccess")};
  if (bucket.info.public_access.empty()) bucket.info.public_access = "NoPublicAccess";
  if (const auto versioning = oci::StringMember(description, "versioning"); !versioning.empty())
    bucket.info.versioning = versioning;
  bucket.info.kept = description.value("kept", json::object());
  bucket.info.lifecycle = description.value("lifecycle", json());
  LoadObjects(folder, bucket);
  buckets_.emplace(bucket.info.name, std::move(bucket));
  return oci::Ok();
}

// A file with a damaged description does not tell the name of its object; it is found when somebody
// asks for the object.
void ObjectStore::LoadObjects(const std::filesystem::path& folder, Bucket& bucket) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const bool is_latest = entry.path().extension() == kObjectSuffix;
    if (!is_latest && entry.path().extension() != kVersionSuffix) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    auto head = ReadObjectHead(file);
    if (!head) {
      Complain(Damaged(entry.path()));
      if (is_latest) bucket.damaged.insert(entry.path().filename().string());
    } else if (is_latest && !head->info.is_marker) {
      bucket.objects.emplace(std::move(head->name), std::move(head->info));
    } else {
      bucket.older[head->name].push_back(std::move(head->info));
    }
  }
  SortVersions(bucket, folder);
}

bool ObjectStore::IsDamaged(const Bucket& bucket, const std::string& bucket_name,
                            const std::string& object) const {
  return !bucket.damaged.empty() &&
         bucket.damaged.contains(ObjectFile(bucket_name, object).filename().string());
}

std::filesystem::path ObjectStore::BucketFolder(const std::string& bucket) const {
  return folder_ / oci::Hex(oci::Sha256(bucket)).substr(0, 40);
}

std::filesystem::path ObjectStore::ObjectFile(const std::string& bucket,
                                              const std::string& name) const {
  return BucketFolder(bucket) / (oci::Hex(oci::Sha256(name)) + kObjectSuffix);
}

oci::Status ObjectStore::WriteBucket(const BucketInfo& bucket) const {
  const json description = {{"name", bucket.name},
                            {"compartmentId", bucket.compartment_id},
                            {"createdBy", bucket.created_by},
                            {"created", common::Rfc3339(bucket.created)},
                            {"publicAccess", bucket.public_access},
                            {"versioning", bucket.versioning},
                            {"kept", bucket.kept},
                            {"lifecycle", bucket.lifecycle}};
  return WriteWholeFile(BucketFolder(bucket.name) / kBucketFile, oci::JsonText(description), 0600);
}

oci::Result<bool> ObjectStore::CreateBucket(const BucketInfo& bucket) {
  const std::unique_lock lock(mutex_);
  if (buckets_.count(bucket.name)) return false;
  OCI_RETURN_IF_ERROR(MakeFolder(BucketFolder(bucket.name), 0700));
  OCI_RETURN_IF_ERROR(WriteBucket(bucket));
  Bucket& made = buckets_[bucket.name];
  made.info = bucket;
  LoadObjects(BucketFolder(bucket.name), made);
  return true;
}

oci::Result<bool> ObjectStore::ChangeBucket(const std::string& bucket,
                                            const std::function<void(BucketInfo&)>& change) {
  const std::unique_lock lock(mutex_);
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return false;
  BucketInfo changed = found->second.info;
  change(changed);
  OCI_RETURN_IF_ERROR(WriteBucket(changed));
  found->second.info = changed;
  return true;
}

oci::Result<ObjectStore::Deleted> ObjectStore::DeleteBucket(const std::string& bucket) {
  const std::unique_lock lock(mutex_);
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return Deleted::kMissing;
  const Bucket& content = found->second;
  if (!content.objects.empty() || !content.older.empty() || !content.damaged.empty())
    return Deleted::kNotEmpty;
  OCI_RETURN_IF_ERROR(RemoveFile(BucketFolder(bucket) / kBucketFile));
  std::error_code ignored;
  std::filesystem::remove_all(BucketFolder(bucket), ignored);
  buckets_.erase(found);
  return Deleted::kDone;
}

std::optional<BucketInfo> ObjectStore::FindBucket(const std::string& bucket) const {
  const std::shared_lock lock(mutex_);
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return std::nullopt;
  return found->second.info;
}

std::vector<BucketInfo> ObjectStore::Buckets() const {
  const std::shared_lock lock(mutex_);
  std::vector<BucketInfo> buckets;
  for (const auto& [name, bucket] : buckets_) buckets.push_back(bucket.info);
  return buckets;
}

std::string ObjectStore::NewEtag() const {
  const std::string hex = oci::Hex(random_(16));
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

oci::Result<std::optional<ObjectInfo>> ObjectStore::Put(const std::string& bucket,
                                                        const std::string& name, ObjectInfo info,
                                                        std::string_view bytes,
                                                        const Condition& condition) {
  info.etag = NewEtag();
  info.md5 = oci::Base64(oci::Md5(bytes));
  info.size = bytes.size();
  const std::unique_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return std::optional<ObjectInfo>();
  auto& objects = holder->second.objects;
  const auto existing = objects.find(name);
  if (!condition(existing == objects.end() ? nullptr : &existing->second)) {
    return std::optional<ObjectInfo>();
  }
  const ObjectInfo* latest = LatestOf(holder->second, name);
  const bool keeps =
      latest != nullptr && (latest->is_marker || holder->second.info.versioning == "Enabled");
  if (keeps) OCI_RETURN_IF_ERROR(KeepFile(bucket, name, *latest));
  info.order = NextOrder(holder->second, name);
  std::string content = ObjectHeadLine(name, info);
  content += bytes;
  OCI_RETURN_IF_ERROR(WriteWholeFile(ObjectFile(bucket, name), content, 0600));
  if (keeps && !latest->is_marker) {
    auto& older = holder->second.older[name];
    older.insert(older.begin(), *latest);
  }
  objects.insert_or_assign(name, info);
  holder->second.damaged.erase(ObjectFile(bucket, name).filename().string());
  return std::optional<ObjectInfo>(std::move(info));
}

std::optional<ObjectInfo> ObjectStore::Find(const std::string& bucket,
                                            const std::string& name) const {
  const std::shared_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return std::nullopt;
  const auto found = holder->second.objects.find(name);
  if (found == holder->second.objects.end()) return std::nullopt;
  return found->second;
}

oci::Result<std::optional<ObjectStore::Content>> ObjectStore::Read(const std::string& bucket,
                                                                   const std::string& name) const {
  std::ifstream file;
  {
    const std::shared_lock lock(mutex_);
    const auto holder = buckets_.find(bucket);
    if (holder == buckets_.end()) return std::optional<Content>();
    const bool is_damaged = IsDamaged(holder->second, bucket, name);
    if (!is_damaged && !holder->second.objects.count(name)) return std::optional<Content>();
    if (!is_damaged) file.open(ObjectFile(bucket, name), std::ios::binary);
  }
  // An open file stays complete even when the object is replaced now.
  return ReadObject(file, ObjectFile(bucket, name));
}

oci::Result<std::optional<ObjectStore::Content>> ObjectStore::ReadObject(
    std::istream& file, const std::filesystem::path& path) {
  std::error_code unknown;
  auto head = ReadObjectHead(file);
  auto bytes = head ? ReadObjectBytes(file, head->info, std::filesystem::file_size(path, unknown))
                    : std::nullopt;
  if (!bytes) {
    Complain(Damaged(path));
    return Damaged(path);
  }
  return std::optional<Content>(Content{std::move(head->info), std::move(*bytes)});
}

oci::Result<ObjectStore::Removal> ObjectStore::Delete(const std::string& bucket,
                                                      const std::string& name,
                                                      const Condition& condition,
                                                      oci::TimePoint now,
                                                      std::optional<ObjectInfo>* marker) {
  const std::unique_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return Removal::kMissing;
  const auto found = holder->second.objects.find(name);
  const bool is_known = found != holder->second.objects.end();
  if (!is_known && !IsDamaged(holder->second, bucket, name)) return Removal::kMissing;
  if (is_known && !condition(&found->second)) return Removal::kConditionFailed;
  if (is_known && holder->second.info.versioning == "Enabled") {
    OCI_ASSIGN_OR_RETURN(auto made, AddMarker(holder->second, name, now));
    if (marker != nullptr) *marker = std::move(made);
  } else {
    OCI_RETURN_IF_ERROR(RemoveLatest(holder->second, name));
  }
  return Removal::kDone;
}

void ObjectStore::Visit(const std::string& bucket, const std::string& start,
                        const Visitor& visit) const {
  const std::shared_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return;
  const auto& objects = holder->second.objects;
  for (auto it = objects.lower_bound(start); it != objects.end(); ++it) {
    if (!visit(it->first, it->second)) return;
  }
}

}  // namespace standin
