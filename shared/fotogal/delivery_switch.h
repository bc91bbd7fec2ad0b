// The job that changes an author from pushed to pulled and back (delivery_state.h).
#pragma once

#include "fotogal/delivery_state.h"
#include "fotogal/jobs.h"
#include "fotogal/problem.h"

namespace fotogal {

// Switches the author to and fro; the job stays, and looks again now and then, for as long as the
// author is pulled.
Outcome<bool> SwitchDeliveryStep(JobRun& run);

}  // namespace fotogal
