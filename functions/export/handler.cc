#include "functions/export/handler.h"

#include "fotogal/export/export_job.h"
#include "fotogal/export/exports.h"
#include "functions/support/job_event.h"

namespace fotogal::export_data {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return DispatchJobEvent("export", ExportJobs(), services, request, context);
}

}  // namespace fotogal::export_data
