// The functions' images: building them, and pushing them to a registry with a container engine.
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

  // Builds from the sources into the engine's own storage; the output of the build is shown.
  oci::Status Build();
  // Returns the digest ("sha256:...") by which the registry knows the image. The error is the last
  // line of the engine's output.
  oci::Result<std::string> Push(const std::string& function);

 private:
  std::string Name(const std::string& function) const;

  local::Spawner& spawner_;
  std::string engine_, prefix_, tag_;
};

}  // namespace operate
