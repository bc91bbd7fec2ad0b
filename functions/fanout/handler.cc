#include "functions/fanout/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/jobs.h"

namespace fotogal::fanout {
namespace {

Answer Run(Exchange& exchange) {
  const auto event = nlohmann::json::parse(
      exchange.request.body.empty() ? "{}" : exchange.request.body, nullptr, false);
  if (!event.is_object()) return BadRequest("bad_event", "Not a job.");
  if (!event.contains("id")) {
    OCI_ASSIGN_OR_RETURN(const int count, RunAbandonedJobs(exchange.services, exchange.call));
    return JsonResponse(200, {{"jobs", count}});
  }
  if (!event["id"].is_number_integer() || !event.contains("bucket") ||
      !event["bucket"].is_number_integer()) {
    return BadRequest("bad_event", "Not a job.");
  }
  OCI_RETURN_IF_ERROR(RunJob(exchange.services, exchange.call,
                             {event["bucket"].get<int>(), event["id"].get<Id>()}));
  return JsonResponse(200, {{"jobs", 1}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("fanout", services, {{"POST", "/call", &Run}}, request, context);
}

}  // namespace fotogal::fanout
