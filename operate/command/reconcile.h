// `fotogal reconcile`: compares counters, feeds and objects with the rows they follow from and
// repairs them, while the service runs.
#pragma once

#include <cstdio>
#include <string>

#include "fotogal/base/services.h"

namespace operate {

struct ReconcileOptions {
  std::string data = ".data";  // the data folder of a running `fotogal up`
  // take endpoints and credentials from the environment instead, as functions do
  bool from_environment = false;
};
int Reconcile(const ReconcileOptions& options);

// Runs the reconciliation to its end, or watches another run of it. The progress bar goes to `bar`
// (null: none), the list of repairs to `report`. Returns 0 when it is done.
int RunReconcile(fotogal::Services& services, std::FILE* bar, bool is_terminal, std::FILE* report);

}  // namespace operate
