#include "functions/reconcile/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/upkeep/reconcile.h"
#include "fotogal/upkeep/reconciliation.h"
#include "functions/support/job_event.h"
#include "oci/json_text.h"

namespace fotogal::reconcile {
namespace {

using Json = nlohmann::json;

// How far the reconciliation is, and what was repaired; null when it is finished.
Outcome<Json> State(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindJob(exchange.context, TheReconciliation()));
  if (!row) return Json();
  const auto at = ReadReconciliation(row->cursor);
  return Json{{"part", at.part}, {"done", at.done}, {"mended", at.mended}};
}

Answer Run(Exchange& exchange) {
  const auto event = oci::JsonOf(exchange.request.body);
  if (!event.is_object()) return BadRequest("bad_event", "Not an event.");
  if (!event.empty()) return RunJobOfEvent(exchange, ReconcileJobs());
  OCI_RETURN_IF_ERROR(QueueReconcile(exchange.context));
  OCI_RETURN_IF_ERROR(RunJob(exchange.context, TheReconciliation(), ReconcileJobs()));
  OCI_ASSIGN_OR_RETURN(const auto state, State(exchange));
  return JsonResponse(200, {{"under_way", state}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchInvocation("reconcile", services, &Run, request, context);
}

}  // namespace fotogal::reconcile
