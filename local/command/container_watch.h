// The containers of a run end with it, even when it is killed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "local/agent/spawner.h"
#include "local/running/data_folder.h"
#include "oci/result.h"

namespace local {

// Labels that containers carry: of all runs over a folder, of one run.
std::string DataLabel(const DataFolder& folder);
std::string RunLabel(const Running& running);

// A process of its own that outlives this one. When this one dies before the object does, it runs
// the command.
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

// Those of the run that this process supervises.
class ContainersOfRun {
 public:
  explicit ContainersOfRun(const Running& running);
  // From here on they are removed when this process is killed.
  oci::Status Watch();
  void Remove();

 private:
  Spawner spawner_;
  const std::vector<std::string> remove_;
  std::optional<DeathWatch> watch_;
};

}  // namespace local
