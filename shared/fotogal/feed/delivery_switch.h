// The job that changes an author from pushed to pulled and back (delivery_state.h).
#pragma once

#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"
#include "fotogal/social/delivery_state.h"

namespace fotogal {

// Switches the author between push and pull as the number of followers demands. While the author is
// pulled the job stays, and looks at that number every ten minutes.
Outcome<StepResult> SwitchDeliveryStep(JobRun& run, const SwitchDeliveryJob& job);

}  // namespace fotogal
