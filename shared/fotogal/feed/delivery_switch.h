// The job that changes an author from pushed to pulled and back (delivery_state.h).
#pragma once

#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/social/delivery_state.h"

namespace fotogal {

// Switches the author to and fro; the job stays, and looks again now and then, for as long as the
// author is pulled.
Outcome<StepResult> SwitchDeliveryStep(JobRun& run, const SwitchDeliveryJob& job);

}  // namespace fotogal
