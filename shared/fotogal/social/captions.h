// Changing the texts of a photo, and what follows from a caption: where it is found, and who is
// told of being mentioned.
#pragma once

#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/jobs/jobs.h"

namespace fotogal {

// Changes the texts that are given, and returns the image with them. A job is queued before, so
// that what follows happens even if this call dies. 429: too many people are mentioned who were not
// mentioned before.
Outcome<Image> EditTexts(const Context& context, Image image,
                         const std::optional<std::string>& caption,
                         const std::optional<std::string>& alt_text);

Outcome<StepResult> CaptionStep(JobRun& run, const CaptionJob& job);
// What is left of such a job when its author is deleted.
Outcome<Unit> AbandonCaption(const Context& context, const CaptionJob& job);

}  // namespace fotogal
