#include "local/standin/object_store.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "local/standin/files.h"
#include "oci/crypto.h"
#include "oci/json_text.h"
#include "oci/time_text.h"

namespace standin {
namespace {

using nlohmann::json;

constexpr char kBucketFile[] = "bucket.json";
constexpr char kObjectSuffix[] = ".object";

std::string Uuid(const std::string& bytes) {
  const std::string hex = oci::Hex(bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

// The first line of an object's file; the bytes follow. Names may be any bytes but NUL, CR and LF,
// so they go as base64.
std::string HeadLine(const std::string& name, const ObjectInfo& info) {
  json headers = json::array();
  for (const auto& [header, value] : info.headers) {
    headers.push_back({oci::Base64(header), oci::Base64(value)});
  }
  return json{{"name", oci::Base64(name)}, {"etag", info.etag},
              {"md5", info.md5},           {"headers", std::move(headers)},
              {"size", info.size},         {"created", oci::Rfc3339(info.created)}}
             .dump() +
         "\n";
}

struct Head {
  std::string name;
  ObjectInfo info;
};

std::optional<Head> ReadHead(std::istream& file) {
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const json head = json::parse(line, nullptr, false);
  const auto name = oci::Base64Decode(oci::StringMember(head, "name"));
  const auto created = oci::ParseRfc3339(oci::StringMember(head, "created"));
  if (!name || !created || !head.contains("size")) return std::nullopt;
  Head result{*name, {}};
  result.info.etag = oci::StringMember(head, "etag");
  result.info.md5 = oci::StringMember(head, "md5");
  result.info.size = head["size"].get<uint64_t>();
  result.info.created = *created;
  for (const json& header : oci::ArrayMember(head, "headers")) {
    result.info.headers.emplace_back(*oci::Base64Decode(header[0].get<std::string>()),
                                     *oci::Base64Decode(header[1].get<std::string>()));
  }
  return result;
}

oci::Error Unreadable(const std::filesystem::path& path) {
  return oci::ConfigurationError("cannot read " + path.string());
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
    // A folder without its description is a bucket whose creation was never acknowledged.
    if (std::filesystem::exists(entry.path() / kBucketFile)) {
      OCI_RETURN_IF_ERROR(LoadBucket(entry.path()));
    }
  }
  if (error) return Unreadable(folder_);
  return oci::Ok();
}

oci::Status ObjectStore::LoadBucket(const std::filesystem::path& folder) {
  RemoveLeftovers(folder);
  const auto text = ReadWholeFile(folder / kBucketFile);
  const json description = json::parse(text.value_or(""), nullptr, false);
  const auto created = oci::ParseRfc3339(oci::StringMember(description, "created"));
  if (!created) return Unreadable(folder / kBucketFile);
  Bucket bucket;
  bucket.info = {oci::StringMember(description, "name"),
                 oci::StringMember(description, "compartmentId"),
                 oci::StringMember(description, "createdBy"), *created,
                 oci::StringMember(description, "publicAccess")};
  if (bucket.info.public_access.empty()) bucket.info.public_access = "NoPublicAccess";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != kObjectSuffix) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    auto head = ReadHead(file);
    if (!head) return Unreadable(entry.path());
    bucket.objects.emplace(std::move(head->name), std::move(head->info));
  }
  buckets_.emplace(bucket.info.name, std::move(bucket));
  return oci::Ok();
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
                            {"created", oci::Rfc3339(bucket.created)},
                            {"publicAccess", bucket.public_access}};
  return WriteWholeFile(BucketFolder(bucket.name) / kBucketFile, description.dump(), 0600);
}

oci::Result<bool> ObjectStore::CreateBucket(const BucketInfo& bucket) {
  const std::unique_lock lock(mutex_);
  if (buckets_.count(bucket.name)) return false;
  OCI_RETURN_IF_ERROR(MakeFolder(BucketFolder(bucket.name), 0700));
  OCI_RETURN_IF_ERROR(WriteBucket(bucket));
  buckets_[bucket.name].info = bucket;
  return true;
}

oci::Result<bool> ObjectStore::SetPublicAccess(const std::string& bucket,
                                               const std::string& access) {
  const std::unique_lock lock(mutex_);
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return false;
  BucketInfo changed = found->second.info;
  changed.public_access = access;
  OCI_RETURN_IF_ERROR(WriteBucket(changed));
  found->second.info = changed;
  return true;
}

oci::Result<ObjectStore::Deleted> ObjectStore::DeleteBucket(const std::string& bucket) {
  const std::unique_lock lock(mutex_);
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return Deleted::kMissing;
  if (!found->second.objects.empty()) return Deleted::kNotEmpty;
  std::error_code error;
  std::filesystem::remove(BucketFolder(bucket) / kBucketFile, error);
  if (error) return Unreadable(BucketFolder(bucket));
  std::filesystem::remove_all(BucketFolder(bucket), error);
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

oci::Result<std::optional<ObjectInfo>> ObjectStore::Put(const std::string& bucket,
                                                        const std::string& name, ObjectInfo info,
                                                        std::string_view bytes,
                                                        const Condition& condition) {
  info.etag = Uuid(random_(16));
  info.md5 = oci::Base64(oci::Md5(bytes));
  info.size = bytes.size();
  std::string content = HeadLine(name, info);
  content += bytes;
  const std::unique_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return std::optional<ObjectInfo>();
  auto& objects = holder->second.objects;
  const auto existing = objects.find(name);
  if (!condition(existing == objects.end() ? nullptr : &existing->second)) {
    return std::optional<ObjectInfo>();
  }
  OCI_RETURN_IF_ERROR(WriteWholeFile(ObjectFile(bucket, name), content, 0600));
  objects.insert_or_assign(name, info);
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
    if (holder == buckets_.end() || !holder->second.objects.count(name)) {
      return std::optional<Content>();
    }
    file.open(ObjectFile(bucket, name), std::ios::binary);
  }
  // What was opened stays whole even when another version takes its place now.
  auto head = ReadHead(file);
  if (!head) return Unreadable(ObjectFile(bucket, name));
  Content content{std::move(head->info), {}};
  content.bytes.resize(content.info.size);
  file.read(content.bytes.data(), static_cast<std::streamsize>(content.info.size));
  if (static_cast<uint64_t>(file.gcount()) != content.info.size) {
    return Unreadable(ObjectFile(bucket, name));
  }
  return std::optional<Content>(std::move(content));
}

oci::Result<ObjectStore::Removal> ObjectStore::Delete(const std::string& bucket,
                                                      const std::string& name,
                                                      const Condition& condition) {
  const std::unique_lock lock(mutex_);
  const auto holder = buckets_.find(bucket);
  if (holder == buckets_.end()) return Removal::kMissing;
  const auto found = holder->second.objects.find(name);
  if (found == holder->second.objects.end()) return Removal::kMissing;
  if (!condition(&found->second)) return Removal::kConditionFailed;
  std::error_code error;
  std::filesystem::remove(ObjectFile(bucket, name), error);
  if (error) return Unreadable(ObjectFile(bucket, name));
  holder->second.objects.erase(found);
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
