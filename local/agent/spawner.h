// Starts processes that end when this one ends, even when it is killed.
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
  std::vector<std::string> environment;  // all variables, as "NAME=value"
  // stdout and stderr are appended to this file; empty: the process uses those of this one
  std::string log_path;
  std::vector<int> descriptors = {};  // the process gets them as 3, 4, ...; all others are closed
};

// The kernel ends a child (PR_SET_PDEATHSIG) when the thread that forked it ends, not the process.
// So one thread, which lives as long as this object, makes all forks.
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

// The environment of this process as "NAME=value", for a Program that needs the same.
std::vector<std::string> OwnEnvironment();

// The path of a program in PATH, or the given path if it names an executable file; nullopt: there
// is none.
std::optional<std::string> FindProgram(const std::string& name);

// Runs a command with this process's environment and without output; returns its exit status, or -1
// when it could not be started or was killed.
int RunToEnd(Spawner& spawner, std::vector<std::string> command);

// True when the process ends within that time; it is not reaped.
bool EndsWithin(pid_t pid, std::chrono::milliseconds time);

// Sends SIGTERM, and SIGKILL after `grace`; returns when the process has been reaped.
void StopProcess(pid_t pid, std::chrono::milliseconds grace);

}  // namespace local
