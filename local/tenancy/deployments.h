// The deployments that an operator has created in the local tenancy (CreateDeployment), as the
// gateway serves them. All have the same address: a request goes to the deployment with the longest
// path prefix that its path begins with; of several with the same prefix, to the one created last.
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
    std::string standin_url, tenancy_id;
    std::function<std::shared_ptr<Gateway>(Specification specification, std::string path_prefix)>
        make_gateway;
    oci::Clock clock;
  };
  explicit Deployments(Options options);

  // The gateway of the deployment for this path, as it is now; null: there is none. May be called
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
