// Taking an image away: at once for everybody, its reactions, comments and object in a job.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {

// True: by this call, of several one. Success too when there is no such image. When it answers, the
// image is hidden and no longer counted; the row goes last, when everything that belongs to it is
// gone.
Outcome<bool> RemoveImage(const Context& context, const ImageRef& image);

Outcome<StepResult> RemoveImageStep(JobRun& run, const RemoveImageJob& job);

}  // namespace fotogal
