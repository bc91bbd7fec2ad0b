// One process of a function: started, called, stopped.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "local/agent/fn_connection.h"
#include "local/agent/spawner.h"

namespace local {

struct FunctionSpec {
  std::string name;
  std::string id;          // OCID
  std::string executable;  // path
  int memory_mb = 256;
  std::chrono::seconds timeout{30};
  std::chrono::seconds detached_timeout{300};
  std::map<std::string, std::string>
      config;  // environment of its own, as `fn config function` sets it
};

class Instance {
 public:
  // Starts the executable and waits until its socket stands (5 s, as Fn does). run_dir: holds the
  // socket's folder.
  static oci::Result<std::unique_ptr<Instance>> Start(Spawner& spawner, const FunctionSpec& spec,
                                                      const std::string& run_dir,
                                                      const std::string& log_dir);
  ~Instance();  // stops the process
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  oci::Result<oci::HttpResponse> Call(const FnRequest& request, std::chrono::milliseconds timeout);
  pid_t pid() const { return pid_; }
  void Kill();  // SIGKILL, now

  std::chrono::steady_clock::time_point idle_since;

 private:
  Instance(pid_t pid, std::string folder);

  pid_t pid_;
  std::string folder_;
  FnConnection connection_;
};

}  // namespace local
