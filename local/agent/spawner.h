// Starts processes that die with this one, even when it is killed.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "oci/result.h"

namespace local {

struct Program {
  std::vector<std::string> arguments;    // arguments[0]: the executable's path
  std::vector<std::string> environment;  // "NAME=value", the whole of it
  std::string log_path;  // stdout and stderr are appended to it; empty: they are this process's own
  std::vector<int> descriptors = {};  // open in the process as 3, 4, ...; all others are closed
};

// PR_SET_PDEATHSIG follows the thread that forked, so one thread, alive as long as this object,
// forks for all.
class Spawner {
 public:
  Spawner();
  ~Spawner();
  Spawner(const Spawner&) = delete;
  Spawner& operator=(const Spawner&) = delete;

  oci::Result<pid_t> Start(Program program);

 private:
  struct Order {
    Program program;
    std::promise<oci::Result<pid_t>> result;
  };
  void Run();

  std::mutex mutex_;
  std::condition_variable ordered_;
  std::deque<Order> orders_;
  bool stopping_ = false;
  std::thread thread_;
};

// "NAME=value" of this process, for a Program that is to have the same.
std::vector<std::string> OwnEnvironment();

// The path of a program in PATH, or of one that is named by its path; nullopt: there is none that
// can be run.
std::optional<std::string> FindProgram(const std::string& name);

// Runs a command with this process's environment and no output; answers its exit status, -1 when it
// could not be started or was killed.
int RunToEnd(Spawner& spawner, std::vector<std::string> command);

// Whether the process ends in that time; it is not reaped.
bool EndsWithin(pid_t pid, std::chrono::milliseconds time);

// SIGTERM, then SIGKILL after `grace`; returns when the process has been reaped.
void StopProcess(pid_t pid, std::chrono::milliseconds grace);

}  // namespace local
