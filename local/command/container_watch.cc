#include "local/command/container_watch.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "local/agent/launcher.h"

namespace local {

std::string DataLabel(const DataFolder& folder) { return "fotogal.data=" + folder.path; }
std::string RunLabel(const Running& running) { return "fotogal.run=" + running.run_dir; }

oci::Result<DeathWatch> DeathWatch::Start(Spawner& spawner, std::vector<std::string> command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return oci::ConfigurationError(std::string("pipe: ") + std::strerror(errno));
  DeathWatch watch(ends[1]);
  Program program;
  // A process from Spawner dies with this one, so the shell starts a process in the background that
  // does not. That one waits for a line, which means that all is well; an end of input without a
  // line means that this process has died.
  program.arguments = {"/bin/sh", "-c", R"((read -r line <&3 || exec "$@") &)", "fotogal-watch"};
  program.arguments.insert(program.arguments.end(), command.begin(), command.end());
  program.environment = OwnEnvironment();
  program.log_path = "/dev/null";
  program.descriptors = {ends[0]};
  const auto pid = spawner.Start(std::move(program));
  close(ends[0]);
  if (!pid.ok()) return pid.error();
  int status = 0;
  if (waitpid(*pid, &status, 0) != *pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return oci::Error{"spawn_failed", "nobody can watch over the containers", 0, "", false};
  return watch;
}

DeathWatch::DeathWatch(DeathWatch&& other) noexcept : alive_(std::exchange(other.alive_, -1)) {}

DeathWatch::~DeathWatch() {
  if (alive_ < 0) return;
  (void)!write(alive_, "\n", 1);
  close(alive_);
}

ContainersOfRun::ContainersOfRun(const Running& running)
    : remove_(RemoveContainersCommand(Containers().engine, RunLabel(running))) {}

oci::Status ContainersOfRun::Watch() {
  auto watch = DeathWatch::Start(spawner_, remove_);
  if (!watch.ok()) return watch.error();
  watch_.emplace(std::move(*watch));
  return oci::Ok();
}

void ContainersOfRun::Remove() { RunToEnd(spawner_, remove_); }

}  // namespace local
