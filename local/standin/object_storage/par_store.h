// Pre-authenticated requests, a file for each. The secret is not stored, only its hash.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oci/call.h"
#include "oci/result.h"

namespace standin {

struct Par {
  std::string id, name, bucket, object, access_type, bucket_listing_action;
  oci::TimePoint created, expires;

  bool MayRead() const;
  bool MayWrite() const;
  // A PAR with an access type "Any..." covers every object of the bucket whose name begins with
  // `object`.
  bool Covers(const std::string& name) const;
};

class ParStore {
 public:
  static oci::Result<std::unique_ptr<ParStore>> Open(std::filesystem::path folder);

  oci::Status Add(const std::string& secret, const Par& par);
  std::optional<Par> FindBySecret(const std::string& secret) const;
  std::optional<Par> Find(const std::string& bucket, const std::string& id) const;
  std::vector<Par> List(const std::string& bucket) const;
  // False: there is no such PAR.
  oci::Result<bool> Remove(const std::string& bucket, const std::string& id);

 private:
  explicit ParStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path File(const std::string& secret_hash) const;
  void Keep(const std::string& secret_hash, Par par);

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::map<std::string, Par> pars_;  // by the secret's hash
  // the same by bucket and id: hashes of secrets
  std::map<std::pair<std::string, std::string>, std::string> hashes_;
};

}  // namespace standin
