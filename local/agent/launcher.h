// How an instance of a function comes to run: its executable as a process, or its image as a
// container.
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
  std::string id;             // OCID
  std::string executable;     // path; empty: the image is run
  std::string image = {};     // "gru.ocir.io/namespace/fotogal/like:0.1.0"
  std::string revision = {};  // another one: the function has changed, whatever else is the same
  int memory_mb = 256;
  std::chrono::seconds timeout{30};
  std::chrono::seconds detached_timeout{300};
  std::map<std::string, std::string>
      config;  // environment of its own, as `fn config function` sets it

  bool operator==(const FunctionSpec&) const = default;
};

// Where an instance's socket is to stand, and where its output goes.
struct Place {
  std::string folder;       // of this instance alone
  std::string socket_name;  // in it
  std::string log_path;
};

struct Launch {
  Program program;
  // A command that ends at once what the program started, and nothing when that is not there yet;
  // empty: killing the program does.
  std::vector<std::string> end;
};

using Launcher = std::function<Launch(const FunctionSpec& spec, const Place& place)>;

// The executable itself, with Fn's environment over its configuration.
Launcher RunExecutables();

// $CONTAINER_ENGINE, else podman.
std::string ContainerEngine();

struct Containers {
  std::string engine = ContainerEngine();  // podman or docker: in PATH, or a path
  std::string image_prefix;                // "localhost/fotogal"
  std::string tag;                         // "0.1.0"
  std::vector<std::string> labels;         // by which those of a killed run are found and removed
  std::string network = "host";
};
// The function's image, or <prefix>/<function>:<tag> where it names none, as Fn runs it on OCI:
// read-only, uid 1000, no capabilities, 50 processes, the memory of its func.yaml, /tmp of a
// quarter of it.
Launcher RunContainers(Containers containers);
// A container of its image where a function names one, its executable otherwise.
Launcher RunEither(Containers containers);
// Whether the engine has that image; false also where there is no engine.
bool HasImage(Spawner& spawner, const std::string& engine, const std::string& image);
// The command that removes all containers of that label.
std::vector<std::string> RemoveContainersCommand(const std::string& engine,
                                                 const std::string& label);

}  // namespace local
