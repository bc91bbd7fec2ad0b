// The jobs that move images into feeds behind a call.
#pragma once

#include <vector>

#include "fotogal/jobs/jobs.h"

namespace fotogal {

// The image of that op, which the caller writes next, is to be counted and to reach every follower
// of its author; nothing is written to them when it is pulled.
Outcome<JobRef> QueuePublish(const Context& context, Op op, const ImageRef& image);
Outcome<StepResult> PublishStep(JobRun& run, const PublishJob& job);
// Of the job that QueueDelivery (delivery_state.h) queues.
Outcome<StepResult> DeliveryStep(JobRun& run, const DeliveryJob& job);

// The author's images that come after `after`, oldest first and that many at most, reach the feeds
// of all these followers. Answers the last one's id; 0: there are no more. ABSOLUTE.
Outcome<ImageId> DeliverPage(const Context& context, UserId author,
                             const std::vector<UserId>& followers, ImageId after, int images);

}  // namespace fotogal
