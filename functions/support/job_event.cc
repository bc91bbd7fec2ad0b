#include "functions/support/job_event.h"

#include "fotogal/base/schema.h"
#include "oci/json_text.h"

namespace fotogal {

Answer RunJobOfEvent(Exchange& exchange, std::span<const JobKind> kinds) {
  const auto event = oci::JsonOf(exchange.request.body);
  const auto is_number = [&](const char* field) {
    return event.is_object() && event.contains(field) && event[field].is_number_integer();
  };
  if (!is_number("bucket") || !is_number("id")) return BadRequest("bad_event", "Not a job.");
  const auto bucket = event["bucket"].get<std::int64_t>();
  if (bucket < 0 || bucket >= schema::kJobBuckets) return BadRequest("bad_event", "Not a job.");
  const JobRef job{static_cast<int>(bucket), event["id"].get<Op>(), ""};
  OCI_RETURN_IF_ERROR(RunJob(exchange.context, job, kinds));
  return JsonResponse(200, {{"job", ToBase36(job.id)}});
}

fdk::Response DispatchJobEvent(std::string_view function, std::span<const JobKind> kinds,
                               Services& services, const fdk::Request& request,
                               fdk::Context& context) {
  const auto run = [&](Exchange& exchange) { return RunJobOfEvent(exchange, kinds); };
  return DispatchInvocation(function, services, run, request, context);
}

}  // namespace fotogal
