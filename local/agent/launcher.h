// How an instance is started: its executable as a process, or its image as a container.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "local/agent/spawner.h"

namespace local {

struct FunctionSpec {
  std::string name;
  std::string id;          // OCID
  std::string executable;  // empty: the image is used
  std::string image = {};  // "gru.ocir.io/namespace/fotogal/like:0.1.0"
  // a new value means that the function has changed, even if nothing else has
  std::string revision = {};
  int memory_mb = 256;
  std::chrono::seconds timeout{30};
  std::chrono::seconds detached_timeout{300};
  std::map<std::string, std::string>
      config;  // the function's own variables, as `fn config function` sets them

  bool operator==(const FunctionSpec&) const = default;
};

// Files of an instance: its socket and its output.
struct Place {
  std::string folder;       // used by this instance alone
  std::string socket_name;  // in that folder
  std::string log_path;
};

struct Launch {
  Program program;
  // A command that ends at once what the program has started (a container); it does nothing when
  // that does not exist. Empty: killing the program is enough.
  std::vector<std::string> end;
};

using Launcher = std::function<Launch(const FunctionSpec& spec, const Place& place)>;

// Starts the executable with the function's configuration and Fn's variables.
Launcher RunExecutables();

// $CONTAINER_ENGINE, else podman.
std::string ContainerEngine();

struct Containers {
  std::string engine = ContainerEngine();  // podman or docker: a name in PATH, or a path
  std::string image_prefix;                // "localhost/fotogal"
  std::string tag;                         // "0.1.0"
  // labels by which containers of a killed run are found and removed
  std::vector<std::string> labels;
  std::string network = "host";
};
// Starts the function's image (<prefix>/<function>:<tag> for a function that names none) with the
// limits of OCI Functions: read-only, uid 1000, no capabilities, 50 processes, the memory of its
// func.yaml, /tmp of a quarter of that.
Launcher RunContainers(Containers containers);
// Starts a container for a function that names an image, else its executable.
Launcher RunEither(Containers containers);
// True when the engine has that image; false also when there is no engine.
bool HasImage(Spawner& spawner, const std::string& engine, const std::string& image);
// The command that removes all containers of that label.
std::vector<std::string> RemoveContainersCommand(const std::string& engine,
                                                 const std::string& label);

}  // namespace local
