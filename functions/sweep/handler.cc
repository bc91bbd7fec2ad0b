#include "functions/sweep/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/exports.h"
#include "fotogal/jobs.h"
#include "fotogal/stray_objects.h"

namespace fotogal::sweep {
namespace {

Answer Sweep(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto started, StartAbandonedJobs(exchange.services, exchange.call));
  OCI_RETURN_IF_ERROR(RemoveOldExports(exchange.services, exchange.call));
  OCI_RETURN_IF_ERROR(RemoveOldUploads(exchange.services, exchange.call));
  OCI_RETURN_IF_ERROR(RemoveExpiredPars(exchange.services, exchange.call));
  OCI_RETURN_IF_ERROR(AbortOldParts(exchange.services, exchange.call));
  OCI_RETURN_IF_ERROR(RemoveOrphanObjects(exchange.services, exchange.call));
  return JsonResponse(200, {{"jobs_started", started.count}, {"jobs_failing", started.failing}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("sweep", services, {{"POST", "/call", &Sweep}}, request, context);
}

}  // namespace fotogal::sweep
