// Deployments that somebody made in the local tenancy (CreateDeployment), as the gateway serves
// them. All of them share one address: the one with the longest path prefix that a request's path
// begins with answers it, and of several the one that was made last.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "local/gateway/gateway.h"
#include "oci/client.h"
#include "oci/management.h"

namespace local {

class Deployments {
 public:
  struct Options {
    std::shared_ptr<oci::Requester> requester;
    std::string standin_url, compartment_id;
    std::function<std::shared_ptr<Gateway>(Specification specification, std::string path_prefix)>
        make_gateway;
    oci::Clock clock;
  };
  explicit Deployments(Options options);

  // The gateway of the deployment that answers this path, as it is now; null: there is none. Safe
  // from several threads at once.
  oci::Result<std::shared_ptr<Gateway>> For(const std::string& path);

 private:
  struct Served {
    nlohmann::json specification;
    std::shared_ptr<Gateway> gateway;
  };

  const Options options_;
  oci::management::Client deployments_;
  std::mutex mutex_;
  std::map<std::string, Served> served_;  // by deployment id
};

}  // namespace local
