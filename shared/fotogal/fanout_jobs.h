// The jobs of `fanout`: all that goes on behind a call, but for deletions and exports. Whatever has
// such a job is known here, so nothing but functions rests on this.
#pragma once

#include <span>

#include "fotogal/jobs/jobs.h"

namespace fotogal {

std::span<const JobKind> FanoutJobs();

}  // namespace fotogal
