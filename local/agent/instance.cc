#include "local/agent/instance.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>

namespace local {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kStartTimeout{5000};  // FN_HOT_START_TIMEOUT_MSECS
constexpr const char* kSocketName = "lsnr.sock";

oci::Error StartFailed(const std::string& name, const std::string& why) {
  return {"start_failed", "function " + name + ": " + why, 0, "", true};
}

// A function says that it is ready by creating this name, which must be a relative symbolic link to
// a socket.
bool SocketStands(const std::string& socket) {
  struct stat info {};
  return stat(socket.c_str(), &info) == 0 && S_ISSOCK(info.st_mode);
}

// Waits for the socket, or for the end of the process if that comes first.
oci::Result<oci::Unit> AwaitSocket(const std::string& name, const std::string& socket, int watch,
                                   pid_t pid) {
  const int process = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  const auto until = std::chrono::steady_clock::now() + kStartTimeout;
  oci::Result<oci::Unit> outcome = StartFailed(name, "Container initialization timed out");
  while (!SocketStands(socket)) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    pollfd events[2] = {{watch, POLLIN, 0}, {process, POLLIN, 0}};
    if (left.count() <= 0 || poll(events, 2, static_cast<int>(left.count())) <= 0) break;
    if (events[1].revents != 0) {
      outcome = StartFailed(name, "Container failed to initialize (see its log)");
      break;
    }
    char ignored[4096];
    [[maybe_unused]] const auto count = read(watch, ignored, sizeof(ignored));
  }
  if (SocketStands(socket)) outcome = oci::Unit{};
  if (process >= 0) close(process);
  return outcome;
}

}  // namespace

oci::Result<std::unique_ptr<Instance>> Instance::Start(Spawner& spawner, const Launcher& launcher,
                                                       const FunctionSpec& spec,
                                                       const std::string& run_dir,
                                                       const std::string& log_dir) {
  std::string folder = run_dir + "/XXXXXX";
  if (mkdtemp(folder.data()) == nullptr)
    return StartFailed(spec.name, run_dir + ": " + std::strerror(errno));
  const int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  inotify_add_watch(watch, folder.c_str(), IN_CREATE);
  Launch launch = launcher(spec, {folder, kSocketName, log_dir + "/" + spec.name + ".log"});
  auto pid = spawner.Start(std::move(launch.program));
  if (!pid.ok()) {
    close(watch);
    fs::remove_all(folder);
    return StartFailed(spec.name, pid.error().message);
  }
  auto ready = AwaitSocket(spec.name, folder + "/" + kSocketName, watch, *pid);
  close(watch);
  std::unique_ptr<Instance> instance(
      new Instance(spawner, *pid, std::move(launch.end), std::move(folder)));
  if (!ready.ok()) {
    instance->GiveUp();
    return std::move(ready).error();
  }
  return instance;
}

Instance::Instance(Spawner& spawner, pid_t pid, std::vector<std::string> end, std::string folder)
    : spawner_(spawner),
      pid_(pid),
      end_(std::move(end)),
      folder_(std::move(folder)),
      connection_(folder_ + "/" + kSocketName) {}

Instance::~Instance() {
  constexpr std::chrono::milliseconds kGrace{2000};
  StopProcess(pid_, kGrace);
  End();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

oci::Result<oci::HttpResponse> Instance::Call(const FnRequest& request,
                                              std::chrono::milliseconds timeout) {
  return connection_.Call(request, timeout);
}

bool Instance::HasDied() const {
  siginfo_t info{};
  const int looked = waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return looked != 0 || info.si_pid == pid_;
}

void Instance::End() {
  if (!end_.empty() && !ended_.exchange(true)) RunToEnd(spawner_, end_);
}

// An engine that is killed while it creates a container may leave a part of it behind, so it is not
// killed: it may go on, and what it creates is removed afterwards.
void Instance::GiveUp() {
  constexpr std::chrono::milliseconds kLookEvery{200};
  constexpr std::chrono::seconds kPatience{5};
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!end_.empty() && std::chrono::steady_clock::now() < until) {
    RunToEnd(spawner_, end_);
    if (EndsWithin(pid_, kLookEvery)) break;
  }
  Kill();
}

void Instance::Kill() {
  End();
  kill(pid_, SIGKILL);
}

}  // namespace local
