#include "local/standin/object_storage/par_store.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "local/standin/base/files.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;

std::string Hash(const std::string& secret) { return oci::Hex(oci::Sha256(secret)); }

std::string ToText(const Par& par) {
  return oci::JsonText(json{{"id", oci::Base64(par.id)},
                            {"name", oci::Base64(par.name)},
                            {"bucket", oci::Base64(par.bucket)},
                            {"object", oci::Base64(par.object)},
                            {"accessType", par.access_type},
                            {"bucketListingAction", par.bucket_listing_action},
                            {"created", common::Rfc3339(par.created)},
                            {"expires", common::Rfc3339(par.expires)}});
}

std::optional<Par> FromText(const std::string& text) {
  const json stored = oci::JsonOf(text);
  const auto decoded = [&stored](const char* name) {
    return oci::Base64Decode(oci::StringMember(stored, name)).value_or("");
  };
  const auto created = common::ParseRfc3339(oci::StringMember(stored, "created"));
  const auto expires = common::ParseRfc3339(oci::StringMember(stored, "expires"));
  if (!created || !expires) return std::nullopt;
  return Par{decoded("id"),
             decoded("name"),
             decoded("bucket"),
             decoded("object"),
             oci::StringMember(stored, "accessType"),
             oci::StringMember(stored, "bucketListingAction"),
             *created,
             *expires};
}

}  // namespace

bool Par::MayRead() const { return access_type.find("Read") != std::string::npos; }
bool Par::MayWrite() const { return access_type.find("Write") != std::string::npos; }
bool Par::Covers(const std::string& object_name) const {
  return access_type.starts_with("Any") ? object_name.starts_with(object) : object_name == object;
}

oci::Result<std::unique_ptr<ParStore>> ParStore::Open(std::filesystem::path folder) {
  std::unique_ptr<ParStore> store(new ParStore(std::move(folder)));
  OCI_RETURN_IF_ERROR(MakeFolder(store->folder_, 0700));
  RemoveLeftovers(store->folder_);
  for (const auto& entry : std::filesystem::directory_iterator(store->folder_)) {
    if (entry.path().extension() != ".json") continue;
    auto par = FromText(ReadWholeFile(entry.path()).value_or(""));
    if (!par) {
      std::fprintf(stderr,
                   "object storage: %s is damaged: that pre-authenticated request is gone\n",
                   entry.path().c_str());
      continue;
    }
    store->Keep(entry.path().stem().string(), std::move(*par));
  }
  return store;
}

std::filesystem::path ParStore::File(const std::string& secret_hash) const {
  return folder_ / (secret_hash + ".json");
}

void ParStore::Keep(const std::string& secret_hash, Par par) {
  hashes_.emplace(std::pair(par.bucket, par.id), secret_hash);
  pars_.emplace(secret_hash, std::move(par));
}

oci::Status ParStore::Add(const std::string& secret, const Par& par) {
  const std::lock_guard lock(mutex_);
  const std::string hash = Hash(secret);
  OCI_RETURN_IF_ERROR(WriteWholeFile(File(hash), ToText(par), 0600));
  Keep(hash, par);
  return oci::Ok();
}

std::optional<Par> ParStore::FindBySecret(const std::string& secret) const {
  const std::lock_guard lock(mutex_);
  const auto found = pars_.find(Hash(secret));
  if (found == pars_.end()) return std::nullopt;
  return found->second;
}

std::optional<Par> ParStore::Find(const std::string& bucket, const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = hashes_.find({bucket, id});
  if (found == hashes_.end()) return std::nullopt;
  return pars_.at(found->second);
}

std::vector<Par> ParStore::List(const std::string& bucket) const {
  const std::lock_guard lock(mutex_);
  std::vector<Par> list;
  for (const auto& [hash, par] : pars_) {
    if (par.bucket == bucket) list.push_back(par);
  }
  return list;
}

oci::Result<bool> ParStore::Remove(const std::string& bucket, const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = hashes_.find({bucket, id});
  if (found == hashes_.end()) return false;
  const auto file = File(found->second);
  OCI_RETURN_IF_ERROR(RemoveFile(file));
  pars_.erase(found->second);
  hashes_.erase(found);
  return true;
}

}  // namespace standin
