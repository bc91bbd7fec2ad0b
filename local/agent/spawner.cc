#include "local/agent/spawner.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

extern char** environ;

namespace local {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Between fork and exec only async-signal-safe calls are allowed.
void HandOver(const std::vector<int>& descriptors) {
  constexpr int kFirst = 3;
  // the descriptors are first copied to high numbers, because the number of one may be the target
  // of another
  constexpr int kAside = 200;
  int copies[8];
  const size_t count = std::min(descriptors.size(), std::size(copies));
  for (size_t i = 0; i < count; ++i) copies[i] = fcntl(descriptors[i], F_DUPFD, kAside);
  for (size_t i = 0; i < count; ++i) dup2(copies[i], kFirst + static_cast<int>(i));
  const auto first_closed = static_cast<unsigned>(kFirst + count);
  syscall(SYS_close_range, first_closed, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
}

[[noreturn]] void Become(char* const* arguments, char* const* environment, int log,
                         const std::vector<int>& descriptors, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  if (log >= 0) {
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
  }
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) dup2(null, STDIN_FILENO);
  setpgid(
      // a process group of its own: Ctrl-C at the terminal reaches only the supervisor, which stops
      // the others in order
      0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGCHLD}) signal(number, SIG_DFL);
  HandOver(descriptors);
  execve(arguments[0], arguments, environment);
  _exit(127);
}

oci::Result<pid_t> Fork(Program& program) {
  if (access(program.arguments[0].c_str(), X_OK) != 0) {
    return oci::Error{"spawn_failed", program.arguments[0] + ": " + std::strerror(errno), 0, "",
                      false};
  }
  int log = -1;
  if (!program.log_path.empty()) {
    log = open(program.log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  auto arguments = Pointers(program.arguments);
  auto environment = Pointers(program.environment);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) Become(arguments.data(), environment.data(), log, program.descriptors, parent);
  const int error = errno;
  if (log >= 0) close(log);
  if (pid < 0)
    return oci::Error{"spawn_failed", std::string("fork: ") + std::strerror(error), 0, "", true};
  return pid;
}

}  // namespace

Spawner::Spawner() : thread_([this] { Run(); }) {}

Spawner::~Spawner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ordered_.notify_all();
  thread_.join();
}

void Spawner::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ordered_.wait(lock, [this] { return stopping_ || !orders_.empty(); });
    if (stopping_) return;
    Order order = std::move(orders_.front());
    orders_.pop_front();
    lock.unlock();
    order.result.set_value(Fork(order.program));
    lock.lock();
  }
}

oci::Result<pid_t> Spawner::Start(Program program) {
  std::future<oci::Result<pid_t>> result;
  {
    const std::lock_guard lock(mutex_);
    orders_.push_back({std::move(program), {}});
    result = orders_.back().result.get_future();
  }
  ordered_.notify_one();
  return result.get();
}

std::vector<std::string> OwnEnvironment() {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) variables.emplace_back(*entry);
  return variables;
}

std::optional<std::string> FindProgram(const std::string& name) {
  const auto can_run = [](const std::string& path) {
    return std::filesystem::is_regular_file(path) && access(path.c_str(), X_OK) == 0;
  };
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos)
    return can_run(name) ? std::optional(name) : std::nullopt;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    if (can_run(candidate)) return candidate;
  }
  return std::nullopt;
}

int RunToEnd(Spawner& spawner, std::vector<std::string> command) {
  Program program;
  program.arguments = std::move(command);
  program.environment = OwnEnvironment();
  program.log_path = "/dev/null";
  const auto pid = spawner.Start(std::move(program));
  int status = 0;
  if (!pid.ok() || waitpid(*pid, &status, 0) != *pid) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool EndsWithin(pid_t pid, std::chrono::milliseconds time) {
  const int process = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (process < 0) return false;
  pollfd ended{process, POLLIN, 0};
  const bool ends = poll(&ended, 1, static_cast<int>(time.count())) > 0;
  close(process);
  return ends;
}

void StopProcess(pid_t pid, std::chrono::milliseconds grace) {
  kill(pid, SIGTERM);
  if (!EndsWithin(pid, grace)) kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

}  // namespace local
