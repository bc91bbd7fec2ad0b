#include "functions/fanout/handler.h"

#include "fotogal/fanout_jobs.h"
#include "functions/support/job_event.h"

namespace fotogal::fanout {
namespace {

Answer Run(Exchange& exchange) { return RunJobOfEvent(exchange, FanoutJobs()); }

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchInvocation("fanout", services, &Run, request, context);
}

}  // namespace fotogal::fanout
