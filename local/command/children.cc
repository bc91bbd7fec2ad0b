#include "local/command/children.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "terminal/signals.h"

namespace local {
oci::Status Children::Launch(Child& child) {
  OCI_ASSIGN_OR_RETURN(child.pid, spawner_.Start(child.program));
  child.started = std::chrono::steady_clock::now();
  return oci::Ok();
}

oci::Status Children::Start(const std::string& name, const std::vector<std::string>& arguments,
                            const std::string& log_path, const std::vector<int>& descriptors) {
  Child child;
  child.name = name;
  child.program.arguments = {"/proc/self/exe"};
  char self[4096];
  const auto length = readlink("/proc/self/exe", self, sizeof(self));
  if (length > 0) child.program.arguments[0].assign(self, static_cast<size_t>(length));
  child.program.arguments.insert(child.program.arguments.end(), arguments.begin(), arguments.end());
  child.program.environment = OwnEnvironment();
  child.program.log_path = log_path;
  child.program.descriptors = descriptors;
  OCI_RETURN_IF_ERROR(Launch(child));
  children_.push_back(std::move(child));
  return oci::Ok();
}

oci::Status Children::Reap() {
  constexpr std::chrono::milliseconds kQuick{300};
  constexpr int kMostQuickDeaths = 5;
  for (auto& child : children_) {
    int status = 0;
    if (waitpid(child.pid, &status, WNOHANG) != child.pid) continue;
    // A child that was killed has not failed by itself.
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    const bool quick = !killed && std::chrono::steady_clock::now() - child.started < kQuick;
    child.quick_deaths = quick ? child.quick_deaths + 1 : 0;
    child.pid = 0;
    if (child.quick_deaths >= kMostQuickDeaths) {
      return oci::Error{"child_died",
                        child.name + " dies as soon as it starts; see " + child.program.log_path, 0,
                        "", false};
    }
    std::fprintf(stderr, "fotogal: %s died and is started again\n", child.name.c_str());
    OCI_RETURN_IF_ERROR(Launch(child));
  }
  return oci::Ok();
}

oci::Status Children::Watch(std::chrono::seconds interval, const std::function<void()>& tick) {
  const sigset_t signals = terminal::WatchedSignals();
  const timespec patience{interval.count(), 0};
  for (;;) {
    // A child may have died before it was watched, and several signals of one kind arrive as one:
    // look each time.
    OCI_RETURN_IF_ERROR(Reap());
    const int number = sigtimedwait(&signals, nullptr, &patience);
    if (number == SIGINT || number == SIGTERM) return oci::Ok();
    if (number < 0) tick();
  }
}

bool Children::LastHasDied() {
  Child& last = children_.back();
  if (last.pid != 0 && waitpid(last.pid, nullptr, WNOHANG) == last.pid) last.pid = 0;
  return last.pid == 0;
}

bool Children::StopRequested() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

void Children::StopAll(std::chrono::milliseconds grace) {
  for (auto child = children_.rbegin(); child != children_.rend(); ++child) {
    if (child->pid != 0) StopProcess(child->pid, grace);
    child->pid = 0;
  }
}

}  // namespace local
