#include "functions/deletion/handler.h"

#include "fotogal/deletion/deletion.h"
#include "functions/support/job_event.h"

namespace fotogal::deletion {
namespace {

Answer Run(Exchange& exchange) { return RunJobOfEvent(exchange, DeletionJobs()); }

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchInvocation("deletion", services, &Run, request, context);
}

}  // namespace fotogal::deletion
