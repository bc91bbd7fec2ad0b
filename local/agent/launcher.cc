#include "local/agent/launcher.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace local {
namespace {

constexpr const char* kFolderInside = "/tmp/iofs";  // where Fn mounts the socket's folder
constexpr const char* kMostProcesses = "50";

// As in Fn: the function's configuration, overwritten by Fn's own variables.
std::map<std::string, std::string> VariablesOf(const FunctionSpec& spec,
                                               const std::string& listener) {
  std::map<std::string, std::string> variables = {
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}, {"HOME", "/tmp"}};
  for (const auto& [name, value] : spec.config) variables[name] = value;
  variables["FN_FORMAT"] = "http-stream";
  variables["FN_LISTENER"] = "unix:" + listener;
  variables["FN_MEMORY"] = std::to_string(spec.memory_mb);
  variables["FN_FN_ID"] = spec.id;
  variables["FN_FN_NAME"] = spec.name;
  variables["FN_TYPE"] = "sync";
  variables["FN_APP_ID"] = "ocid1.fnapp.oc1..fotogal";
  variables["FN_APP_NAME"] = "fotogal";
  return variables;
}

// The full path of the container engine, because programs are started without a search in PATH.
// When there is none, starting it fails with an error that names it.
std::string PathOf(const std::string& engine) { return FindProgram(engine).value_or(engine); }

// "fotogal-like-Xh2kQz": the last part is the name of the instance's folder and makes the name
// unique.
std::string ContainerName(const FunctionSpec& spec, const Place& place) {
  return "fotogal-" + spec.name + "-" + std::filesystem::path(place.folder).filename().string();
}

std::vector<std::string> RunCommand(const Containers& containers, const FunctionSpec& spec,
                                    const Place& place) {
  const std::string memory = std::to_string(spec.memory_mb) + "m";
  std::vector<std::string> command = {
      PathOf(containers.engine),
      "run",
      "--rm",
      "--read-only",
      "--cap-drop=all",
      "--security-opt=no-new-privileges",
      "--user=1000:1000",
      "--log-driver=none",
      "--name=" + ContainerName(spec, place),
      "--network=" + containers.network,
      "--memory=" + memory,
      std::string("--pids-limit=") + kMostProcesses,
      "--tmpfs=/tmp:rw,size=" + std::to_string(spec.memory_mb / 4) + "m,mode=1777",
      "--volume=" + place.folder + ":" + kFolderInside};
  for (const auto& label : containers.labels) command.push_back("--label=" + label);
  const std::string listener = std::string(kFolderInside) + "/" + place.socket_name;
  for (const auto& [name, value] : VariablesOf(spec, listener))
    command.push_back("--env=" + name + "=" + value);
  command.push_back(spec.image.empty()
                        ? containers.image_prefix + "/" + spec.name + ":" + containers.tag
                        : spec.image);
  return command;
}

}  // namespace

std::string ContainerEngine() {
  const char* engine = getenv("CONTAINER_ENGINE");
  return engine != nullptr && *engine != '\0' ? engine : "podman";
}

Launcher RunExecutables() {
  return [](const FunctionSpec& spec, const Place& place) {
    Launch launch;
    launch.program.arguments = {spec.executable};
    launch.program.log_path = place.log_path;
    for (const auto& [name, value] : VariablesOf(spec, place.folder + "/" + place.socket_name))
      launch.program.environment.push_back(name + "=" + value);
    return launch;
  };
}

Launcher RunContainers(Containers containers) {
  return [containers = std::move(containers)](const FunctionSpec& spec, const Place& place) {
    constexpr mode_t kEverybody = 0777;  // the function runs as another user than this process
    chmod(place.folder.c_str(), kEverybody);
    Launch launch;
    launch.program.arguments = RunCommand(containers, spec, place);
    launch.program.environment = OwnEnvironment();
    launch.program.log_path = place.log_path;
    launch.end = {PathOf(containers.engine), "rm", "--force", "--time=0", "--ignore",
                  ContainerName(spec, place)};
    return launch;
  };
}

Launcher RunEither(Containers containers) {
  return [executable = RunExecutables(), container = RunContainers(std::move(containers))](
             const FunctionSpec& spec, const Place& place) {
    return spec.image.empty() ? executable(spec, place) : container(spec, place);
  };
}

bool HasImage(Spawner& spawner, const std::string& engine, const std::string& image) {
  return RunToEnd(spawner, {PathOf(engine), "image", "inspect", image}) == 0;
}

std::vector<std::string> RemoveContainersCommand(const std::string& engine,
                                                 const std::string& label) {
  return {PathOf(engine), "rm", "--force", "--time=0", "--filter", "label=" + label};
}

}  // namespace local
