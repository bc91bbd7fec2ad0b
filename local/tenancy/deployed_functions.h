// The functions that an operator has created in the local tenancy (CreateFunction), as the agent
// runs them: only those, with the images that were pushed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "local/agent/launcher.h"
#include "oci/client.h"
#include "oci/management.h"

namespace local {

class DeployedFunctions {
 public:
  struct Options {
    std::shared_ptr<oci::Requester> requester;
    std::string standin_url;
    // Variables that the platform sets for every function besides its configuration: resource
    // principal, and addresses of the local cloud, which replace those found by the region's name.
    std::map<std::string, std::string> platform;
    // Whether a container engine has this image.
    std::function<bool(const std::string& image)> has_image;
    // Where to find the executable for an image that no engine has: <folder>/<name>/<name> or
    // <folder>/<name>; the first that exists.
    std::vector<std::string> folders;
    oci::Clock clock;
  };
  explicit DeployedFunctions(Options options);

  // The function as it is now, with its application's configuration below its own; nullopt: there
  // is none. May be called from several threads at once.
  oci::Result<std::optional<FunctionSpec>> Find(const std::string& id);

 private:
  // How an image is run; determined again when the function has changed.
  struct Way {
    std::string since;  // timeUpdated of the function
    std::string executable, image;
  };
  Way WayOf(const std::string& id, const nlohmann::json& function);

  const Options options_;
  oci::management::Client functions_, applications_;
  std::mutex mutex_;
  std::map<std::string, Way> ways_;  // by function id
};

// "like" for "gru.ocir.io/namespace/fotogal/like:0.1.0" or "...like@sha256:...".
std::string NameOfImage(const std::string& image);

}  // namespace local
