// One process of a function: starting it, calling it, stopping it.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "local/agent/fn_connection.h"
#include "local/agent/launcher.h"
#include "local/agent/spawner.h"

namespace local {

class Instance {
 public:
  // Starts the process and waits until its socket exists (5 s at most, as in Fn). run_dir: the
  // folder for the folder of the socket.
  static oci::Result<std::unique_ptr<Instance>> Start(Spawner& spawner, const Launcher& launcher,
                                                      const FunctionSpec& spec,
                                                      const std::string& run_dir,
                                                      const std::string& log_dir);
  ~Instance();  // stops the process
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  oci::Result<oci::HttpResponse> Call(const FnRequest& request, std::chrono::milliseconds timeout);
  pid_t pid() const { return pid_; }
  bool IsContainer() const { return !end_.empty(); }  // the process is the container engine's
  bool HasDied() const;
  void Kill();  // at once; may be called from any thread, also during a call

  std::chrono::steady_clock::time_point idle_since;

 private:
  Instance(Spawner& spawner, pid_t pid, std::vector<std::string> end, std::string folder);
  void End();
  void GiveUp();  // for an instance that has not begun to listen

  Spawner& spawner_;
  pid_t pid_;
  const std::vector<std::string> end_;  // see Launch::end
  std::atomic<bool> ended_ = false;
  std::string folder_;
  FnConnection connection_;
};

}  // namespace local
