// The processes that make up a running FotoGal, watched and started again when they die.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "local/agent/spawner.h"
#include "oci/result.h"

namespace local {

class Children {
 public:
  // Starts `fotogal <arguments...>`. name: for messages. descriptors: see Program; to stay open.
  oci::Status Start(const std::string& name, const std::vector<std::string>& arguments,
                    const std::string& log_path, const std::vector<int>& descriptors = {});
  // Waits for SIGINT or SIGTERM, starting again what dies meanwhile; an error when something dies
  // as fast as it starts. Between events, every `interval`, `tick` runs.
  oci::Status Watch(std::chrono::seconds interval, const std::function<void()>& tick);
  // Whether the one started last has ended already.
  bool LastHasDied();
  // Stops all, the last started first; who has not ended after `grace` is killed.
  void StopAll(std::chrono::milliseconds grace);
  // True when SIGINT or SIGTERM has come before Watch.
  static bool StopRequested();

 private:
  struct Child {
    std::string name;
    Program program;
    pid_t pid = 0;
    std::chrono::steady_clock::time_point started;
    int quick_deaths = 0;
  };
  oci::Status Launch(Child& child);
  oci::Status Reap();

  Spawner spawner_;
  std::vector<Child> children_;
};

}  // namespace local
