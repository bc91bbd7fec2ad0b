// `fotogal reconcile`: everything held against its source and mended, beside live traffic.
#pragma once

#include <cstdio>
#include <string>

#include "fotogal/base/services.h"

namespace operate {

struct ReconcileOptions {
  std::string data = ".data";     // of a running `fotogal up`
  bool from_environment = false;  // instead: endpoints and credentials as the functions take them
};
int Reconcile(const ReconcileOptions& options);

// Runs the reconciliation to its end, or watches another run that is at it; the bar goes to `bar`
// (null: none), what was mended to `report`. 0: done.
int RunReconcile(fotogal::Services& services, std::FILE* bar, bool is_terminal, std::FILE* report);

}  // namespace operate
