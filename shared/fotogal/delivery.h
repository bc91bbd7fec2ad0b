// The jobs of `fanout`: whatever moves images into feeds and out of them behind a call.
#pragma once

#include <span>

#include "fotogal/jobs.h"

namespace fotogal {

std::span<const JobKind> FanoutJobs();

// The image is to reach every follower of its author.
Outcome<JobRef> QueuePublish(Services& services, oci::Call& call, Id op, const ImageRef& image);
// What stands between the two is brought to rest; then, if it is a follow, the author's images of
// the feed's window are to reach the follower.
Outcome<JobRef> QueueDelivery(Services& services, oci::Call& call, Id op, Id author, Id follower);

}  // namespace fotogal
