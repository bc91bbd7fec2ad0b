#include "functions/sweep/handler.h"

#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/exports.h"
#include "fotogal/jobs.h"
#include "fotogal/stray_objects.h"

namespace fotogal::sweep {
namespace {

constexpr std::array kTidying = {&RemoveOldExports, &RemoveOldUploads, &RemoveExpiredPars,
                                 &AbortOldParts, &RemoveOrphanObjects};

// What fails in one part keeps no other from its work; the first failure is told.
Answer Sweep(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto started, StartAbandonedJobs(exchange.services, exchange.call));
  Outcome<Unit> outcome = Unit{};
  for (const auto& tidy : kTidying) {
    auto done = tidy(exchange.services, exchange.call);
    if (outcome.ok()) outcome = std::move(done);
  }
  OCI_RETURN_IF_ERROR(outcome);
  return JsonResponse(200, {{"jobs_started", started.count}, {"jobs_failing", started.failing}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("sweep", services, {{"POST", "/call", &Sweep}}, request, context);
}

}  // namespace fotogal::sweep
