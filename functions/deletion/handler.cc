#include "functions/deletion/handler.h"

#include "fotogal/deletion/deletion.h"
#include "functions/support/job_event.h"

namespace fotogal::deletion {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchJobEvent("deletion", DeletionJobs(), services, request, context);
}

}  // namespace fotogal::deletion
