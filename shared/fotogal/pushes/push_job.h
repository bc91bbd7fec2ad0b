// Sending a notification to the devices of the person whom it tells.
//
// What it tells is looked up when it is sent: nothing goes out that the list of notifications would
// not show, that was read there already, or that is of somebody whom the person mutes. Nothing goes
// to a device in its quiet hours, then or later. What a push service cannot take now is tried again
// for a day.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {

// The cursor keeps which devices have it, so that a further run sends to the others only. A run
// that dies between sending and storing that sends twice; the browser shows one, as both have the
// same tag.
Outcome<StepResult> PushStep(JobRun& run, const PushJob& job);

}  // namespace fotogal
