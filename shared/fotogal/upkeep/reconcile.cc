#include "fotogal/upkeep/reconcile.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/upkeep/reconcile_parts.h"
#include "fotogal/upkeep/reconciliation.h"

namespace fotogal {
namespace {

constexpr Op kOnlyOne = 1;  // the id of the one reconciliation

}  // namespace

JobRef TheReconciliation() { return JobFor<ReconcileJob>(kOnlyOne); }

Outcome<Unit> QueueReconcile(const Context& context) {
  OCI_RETURN_IF_ERROR(QueueJob(context, kOnlyOne, ReconcileJob{}));
  return Unit{};
}

Outcome<StepResult> ReconcileStep(JobRun& run, const ReconcileJob&) {
  Reconciliation at = ReadReconciliation(run.cursor);
  const auto parts = ReconcileParts();
  if (at.part.empty()) at.part = parts.front().name;
  const auto part = std::ranges::find(parts, at.part, &ReconcilePart::name);
  if (part == parts.end()) return StepResult::kDone;  // behind the last one
  ReconcileRun reconcile{run.context, at};
  OCI_RETURN_IF_ERROR(part->mend(reconcile));
  if (at.page.empty() && at.batch.empty()) {
    at.part = part + 1 == parts.end() ? "end" : (part + 1)->name;
    at.done = 0;
    at.after = 0;
  }
  run.cursor = ToCursor(at);
  return StepResult::kMore;
}

std::span<const JobKind> ReconcileJobs() {
  static constexpr std::array kKinds = {KindOf<ReconcileJob, &ReconcileStep>()};
  return kKinds;
}

}  // namespace fotogal
