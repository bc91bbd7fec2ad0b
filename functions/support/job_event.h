// The body of detached calls: {"bucket": B, "id": I} names the job to run.
#pragma once

#include <span>

#include "fotogal/jobs/jobs.h"
#include "functions/support/exchange.h"

namespace fotogal {

Answer RunJobOfEvent(Exchange& exchange, std::span<const JobKind> kinds);

// A function that does nothing but run jobs of those kinds.
fdk::Response DispatchJobEvent(std::string_view function, std::span<const JobKind> kinds,
                               Services& services, const fdk::Request& request,
                               fdk::Context& context);

}  // namespace fotogal
