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

// As Fn: the configuration first, then its own variables over it.
std::vector<std::string> EnvironmentOf(const FunctionSpec& spec, const std::string& socket) {
  std::map<std::string, std::string> variables = {
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}, {"HOME", "/tmp"}};
  for (const auto& [name, value] : spec.config) variables[name] = value;
  variables["FN_FORMAT"] = "http-stream";
  variables["FN_LISTENER"] = "unix:" + socket;
  variables["FN_MEMORY"] = std::to_string(spec.memory_mb);
  variables["FN_FN_ID"] = spec.id;
  variables["FN_FN_NAME"] = spec.name;
  variables["FN_TYPE"] = "sync";
  variables["FN_APP_ID"] = "ocid1.fnapp.oc1..fotogal";
  variables["FN_APP_NAME"] = "fotogal";
  std::vector<std::string> environment;
  for (const auto& [name, value] : variables) environment.push_back(name + "=" + value);
  return environment;
}

// Creating the name is the readiness signal; what it names must be a relative symlink to a socket.
bool SocketStands(const std::string& socket) {
  struct stat info {};
  return stat(socket.c_str(), &info) == 0 && S_ISSOCK(info.st_mode);
}

// Waits for the socket or for the process to end, whichever comes first.
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

oci::Result<std::unique_ptr<Instance>> Instance::Start(Spawner& spawner, const FunctionSpec& spec,
                                                       const std::string& run_dir,
                                                       const std::string& log_dir) {
  std::string folder = run_dir + "/XXXXXX";
  if (mkdtemp(folder.data()) == nullptr)
    return StartFailed(spec.name, run_dir + ": " + std::strerror(errno));
  const std::string socket = folder + "/" + kSocketName;
  const int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  inotify_add_watch(watch, folder.c_str(), IN_CREATE);
  auto pid = spawner.Start(
      {{spec.executable}, EnvironmentOf(spec, socket), log_dir + "/" + spec.name + ".log"});
  if (!pid.ok()) {
    close(watch);
    fs::remove_all(folder);
    return StartFailed(spec.name, pid.error().message);
  }
  auto ready = AwaitSocket(spec.name, socket, watch, *pid);
  close(watch);
  std::unique_ptr<Instance> instance(new Instance(*pid, folder));
  if (!ready.ok()) {
    instance->Kill();
    return std::move(ready).error();
  }
  return instance;
}

Instance::Instance(pid_t pid, std::string folder)
    : pid_(pid), folder_(std::move(folder)), connection_(folder_ + "/" + kSocketName) {}

Instance::~Instance() {
  constexpr std::chrono::milliseconds kGrace{2000};
  StopProcess(pid_, kGrace);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

oci::Result<oci::HttpResponse> Instance::Call(const FnRequest& request,
                                              std::chrono::milliseconds timeout) {
  return connection_.Call(request, timeout);
}

void Instance::Kill() { kill(pid_, SIGKILL); }

}  // namespace local
