// Functions that somebody made in the local tenancy (CreateFunction), as the agent runs them: what
// was provisioned and pushed, and nothing else.
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
    // What the platform gives every function over its configuration: its resource principal, and
    // where the local cloud answers in place of the region's names.
    std::map<std::string, std::string> platform;
    // Whether a container engine has this image.
    std::function<bool(const std::string& image)> has_image;
    // Where the executable of an image is that no engine has: <folder>/<name>/<name> or
    // <folder>/<name>, the first that is there.
    std::vector<std::string> folders;
    oci::Clock clock;
  };
  explicit DeployedFunctions(Options options);

  // The function as it is now, with its application's configuration under its own; nullopt: there
  // is none. Safe from several threads at once.
  oci::Result<std::optional<FunctionSpec>> Find(const std::string& id);

 private:
  // How an image runs; looked for anew when the function has changed.
  struct Way {
    std::string since;  // timeUpdated
    std::string executable, image;
  };
  Way WayOf(const std::string& id, const nlohmann::json& function);

  const Options options_;
  oci::management::Client functions_, applications_;
  std::mutex mutex_;
  std::map<std::string, Way> ways_;  // by function id
};

// "like" of "gru.ocir.io/namespace/fotogal/like:0.1.0" or "...like@sha256:...".
std::string NameOfImage(const std::string& image);

}  // namespace local
