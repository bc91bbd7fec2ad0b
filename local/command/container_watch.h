// Removes the containers of a run when it ends, also when it is killed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/agent/spawner.h"
#include "local/running/data_folder.h"
#include "oci/result.h"

namespace local {

// Labels of containers: one for all runs with a data folder, one for a single run.
std::string DataLabel(const DataFolder& folder);
std::string RunLabel(const Running& running);

// A process that outlives this one: when this one dies before the object is destroyed, it runs the
// command.
class DeathWatch {
 public:
  static oci::Result<DeathWatch> Start(Spawner& spawner, std::vector<std::string> command);
  DeathWatch(DeathWatch&& other) noexcept;
  DeathWatch& operator=(DeathWatch&&) = delete;
  ~DeathWatch();

 private:
  explicit DeathWatch(int alive) : alive_(alive) {}
  int alive_;
};

// The containers of the run that this process supervises.
class ContainersOfRun {
 public:
  explicit ContainersOfRun(const Running& running);
  // From now on they are removed also when this process is killed.
  oci::Status Watch();
  void Remove();

 private:
  Spawner spawner_;
  const std::vector<std::string> remove_;
  std::optional<DeathWatch> watch_;
};

}  // namespace local
