#include "functions/sweep/handler.h"

#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "fotogal/deletion/deletion.h"
#include "fotogal/export/export_job.h"
#include "fotogal/export/exports.h"
#include "fotogal/fanout_jobs.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/upkeep/stray_objects.h"

namespace fotogal::sweep {
namespace {

constexpr std::array kTidying = {&RemoveOldExports, &RemoveOldUploads, &RemoveExpiredPars,
                                 &AbortOldParts, &RemoveOrphanObjects};

std::vector<JobKind> EveryKind() {
  std::vector<JobKind> kinds;
  for (const auto& some : {FanoutJobs(), DeletionJobs(), ExportJobs()})
    kinds.insert(kinds.end(), some.begin(), some.end());
  return kinds;
}

// When one part fails, the others still run; the first failure is returned.
Answer Sweep(Exchange& exchange) {
  static const auto kKinds = EveryKind();
  OCI_ASSIGN_OR_RETURN(const auto taken, TakeUpAbandonedJobs(exchange.context, kKinds));
  Outcome<Unit> outcome = Unit{};
  for (const auto& tidy : kTidying) {
    auto done = tidy(exchange.context);
    if (outcome.ok()) outcome = std::move(done);
  }
  OCI_RETURN_IF_ERROR(outcome);
  return JsonResponse(
      200,
      {{"jobs_started", taken.started}, {"jobs_run", taken.ran}, {"jobs_failing", taken.failing}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchInvocation("sweep", services, &Sweep, request, context);
}

}  // namespace fotogal::sweep
