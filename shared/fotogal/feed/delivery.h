// The jobs that write images into feeds.
#pragma once

#include <vector>

#include "fotogal/jobs/jobs.h"

namespace fotogal {

// Queues the job behind an image that the caller is about to write under this op. The job counts
// the image and writes it into the feed of every follower of its author, unless the author is
// pulled.
Outcome<JobRef> QueuePublish(const Context& context, Op op, const ImageRef& image);
Outcome<StepResult> PublishStep(JobRun& run, const PublishJob& job);
// Brings the images of an author to a new follower: the job that QueueDelivery (delivery_state.h)
// queues.
Outcome<StepResult> DeliveryStep(JobRun& run, const DeliveryJob& job);

// Writes the author's images with ids above `after` into the feeds of all these followers: the
// oldest first, `images` at most. Answers the id of the last one, after which to go on; 0: there
// are no more. ABSOLUTE.
Outcome<ImageId> DeliverPage(const Context& context, UserId author,
                             const std::vector<UserId>& followers, ImageId after, int images);

}  // namespace fotogal
