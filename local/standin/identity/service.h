// What Identity tells of the tenancy itself: its region, and the auth tokens of its user (models of
// oci-identity 2.139.1). Compartments and policies are in management/.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "local/standin/base/routes.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

class Identity {
 public:
  struct Options {
    std::filesystem::path folder;
    std::string tenancy_id, user_id;
    std::string region, region_key;  // "us-ashburn-1", "IAD"
    oci::Clock clock;
    Random random;
  };
  static oci::Result<std::unique_ptr<Identity>> Open(Options options);

  // Handles "/20160918/regions", "/20160918/tenancies/..." and "/20160918/users/..."; the caller
  // has verified the signature. May be called from several threads at once.
  Response Handle(const Request& request);

 private:
  explicit Identity(Options options) : options_(std::move(options)) {}
  // The handler of a route; called with the lock held, an existing tenancy and an existing user.
  using Handler = Response (Identity::*)(const Request& request, const PathValues& at);
  static const std::vector<Route<Handler>>& Routes();
  Response ListRegions(const Request& request, const PathValues& at);
  Response GetTenancy(const Request& request, const PathValues& at);
  Response ListRegionSubscriptions(const Request& request, const PathValues& at);
  Response ListAuthTokens(const Request& request, const PathValues& at);
  Response CreateAuthToken(const Request& request, const PathValues& at);
  Response DeleteAuthToken(const Request& request, const PathValues& at);
  oci::Status Save(const nlohmann::json& tokens) const;

  const Options options_;
  mutable std::mutex mutex_;
  nlohmann::json tokens_ = nlohmann::json::object();  // by id, without the token itself
};

}  // namespace standin
