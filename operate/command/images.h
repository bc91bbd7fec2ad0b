// The functions' images: built, and put into a registry by a container engine.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "local/agent/spawner.h"
#include "oci/result.h"

namespace operate {

class Images {
 public:
  // engine: "podman" or "docker", or a path; prefix: "gru.ocir.io/namespace/fotogal".
  Images(local::Spawner& spawner, std::string engine, std::string prefix, std::string tag);

  // From the sources, into the engine's own storage; what the build says is shown.
  oci::Status Build();
  // Answers the digest ("sha256:...") that the registry knows it by. The error is what the engine
  // said last.
  oci::Result<std::string> Push(const std::string& function);

 private:
  std::string Name(const std::string& function) const;

  local::Spawner& spawner_;
  std::string engine_, prefix_, tag_;
};

}  // namespace operate
