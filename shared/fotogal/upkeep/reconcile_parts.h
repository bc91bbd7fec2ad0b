// The parts of a reconciliation; each does one page of its rows a call.
#pragma once

#include <span>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/upkeep/reconciliation.h"

namespace fotogal {

struct ReconcileRun {
  Context context;
  Reconciliation& at;
};

// When it leaves at.page and at.batch empty, the part is through.
struct ReconcilePart {
  std::string_view name;
  Outcome<Unit> (*mend)(ReconcileRun&);
};
std::span<const ReconcilePart> ReconcileParts();

}  // namespace fotogal
