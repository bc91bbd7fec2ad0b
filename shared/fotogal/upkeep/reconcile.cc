#include "fotogal/upkeep/reconcile.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/upkeep/reconcile_parts.h"
#include "fotogal/upkeep/reconciliation.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr const char* kReconcileKind = "reconcile";
constexpr Id kOnlyOne = 1;

}  // namespace

JobRef ReconcileJob() { return JobFor(kOnlyOne, kReconcileKind); }

Outcome<Unit> QueueReconcile(const Context& context) {
  OCI_RETURN_IF_ERROR(QueueJob(context, kOnlyOne, kReconcileKind, Json::object()));
  return Unit{};
}

Outcome<bool> ReconcileStep(JobRun& run) {
  Reconciliation at = ReadReconciliation(run.cursor);
  const auto parts = ReconcileParts();
  if (at.part.empty()) at.part = parts.front().name;
  const auto part = std::ranges::find(parts, at.part, &ReconcilePart::name);
  if (part == parts.end()) return true;  // behind the last one
  ReconcileRun reconcile{run.context, at};
  OCI_RETURN_IF_ERROR(part->mend(reconcile));
  if (at.page.empty() && at.batch.empty()) {
    at.part = part + 1 == parts.end() ? "end" : (part + 1)->name;
    at.done = 0;
    at.after = 0;
  }
  run.cursor = ToCursor(at);
  return false;
}

std::span<const JobKind> ReconcileJobs() {
  static constexpr std::array kKinds = {JobKind{kReconcileKind, &ReconcileStep}};
  return kKinds;
}

}  // namespace fotogal
