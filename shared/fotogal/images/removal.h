// Removing an image: at once for everybody; its reactions, comments and objects are removed by a
// job.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {

// True: this call has removed it; of several calls only one gets true. Success also when there is
// no such image. Afterwards the image is hidden and not counted; the row is deleted last, when
// everything that belongs to the image is gone.
Outcome<bool> RemoveImage(const Context& context, const ImageRef& image);

// The same by a moderator: the objects are kept, where nobody reaches them, until this moment (ms),
// and the row with them. An error after the image was hidden says that its addresses may still
// work; calling it again goes on.
Outcome<bool> RemoveImageForAppeal(const Context& context, const ImageRef& image,
                                   std::int64_t kept_until);

// What is kept is deleted at once: the account is.
Outcome<StepResult> FinishRemovalNow(JobRun& run, const ImageRef& image);

// Finishes whatever takes an image away, also that it is put away (feed/archive.h).
Outcome<StepResult> RemoveImageStep(JobRun& run, const RemoveImageJob& job);

}  // namespace fotogal
