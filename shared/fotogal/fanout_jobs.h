// All jobs of `fanout`, which runs every kind of job except deletions and exports. It includes all
// rooms with such jobs, so only functions may include it.
#pragma once

#include <span>

#include "fotogal/jobs/jobs.h"

namespace fotogal {

std::span<const JobKind> FanoutJobs();

}  // namespace fotogal
