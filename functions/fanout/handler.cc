#include "functions/fanout/handler.h"

#include "fotogal/fanout_jobs.h"
#include "functions/support/job_event.h"

namespace fotogal::fanout {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchJobEvent("fanout", FanoutJobs(), services, request, context);
}

}  // namespace fotogal::fanout
