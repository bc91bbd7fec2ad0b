// The processes of a running FotoGal: watches them and starts those again that die.
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
  // Starts `fotogal <arguments...>`. name: for messages. descriptors: see Program; they must stay
  // open.
  oci::Status Start(const std::string& name, const std::vector<std::string>& arguments,
                    const std::string& log_path, const std::vector<int>& descriptors = {});
  // Waits for SIGINT or SIGTERM and meanwhile starts again what dies; an error when a process dies
  // as soon as it is started. Calls `tick` every `interval`.
  oci::Status Watch(std::chrono::seconds interval, const std::function<void()>& tick);
  // True when the process started last has ended already.
  bool LastHasDied();
  // Stops all, the one started last first; those that have not ended after `grace` are killed.
  void StopAll(std::chrono::milliseconds grace);
  // True when SIGINT or SIGTERM has arrived before Watch.
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
