// `fotogal reconcile`: compares counters, feeds and objects with the rows they follow from and
// repairs them, while the service runs. With `--renditions` it brings stored photos and avatars up
// to what this release stores.
#pragma once

#include <cstdio>
#include <string>

#include "fotogal/base/services.h"

namespace operate {

enum class Task { kReconcile, kRenditions };

struct ReconcileOptions {
  std::string data = ".data";  // the data folder of a running `fotogal up`
  // take endpoints and credentials from the environment instead, as functions do
  bool from_environment = false;
  Task task = Task::kReconcile;
};
int Reconcile(const ReconcileOptions& options);

// Runs the task to its end, or watches another run of it. The progress bar goes to `bar`
// (null: none), the list of repairs to `report`. Returns 0 when it is done.
int RunReconcile(fotogal::Services& services, Task task, std::FILE* bar, bool is_terminal,
                 std::FILE* report);

}  // namespace operate
