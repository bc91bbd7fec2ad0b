// The body of detached calls: {"bucket": B, "id": I} names the job to run.
#pragma once

#include <span>

#include "fotogal/jobs/jobs.h"
#include "functions/support/exchange.h"

namespace fotogal {

Answer RunJobOfEvent(Exchange& exchange, std::span<const JobKind> kinds);

}  // namespace fotogal
