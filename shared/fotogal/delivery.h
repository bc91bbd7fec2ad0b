// The jobs of `fanout`: whatever moves images into feeds and out of them behind a call.
#pragma once

#include <span>
#include <vector>

#include "fotogal/jobs.h"

namespace fotogal {

std::span<const JobKind> FanoutJobs();

// The image of that op, which the caller writes next, is to be counted and to reach every follower
// of its author; nothing is written to them when it is pulled.
Outcome<JobRef> QueuePublish(Services& services, oci::Call& call, Id op, const ImageRef& image);
JobRef PublishJob(Id op);  // that job
// What stands between the two is brought to rest; then, if it is a follow, the author's images of
// the feed's window are to reach the follower.
Outcome<JobRef> QueueDelivery(Services& services, oci::Call& call, Id op, Id author, Id follower);

// The author's images that come after `after`, oldest first and that many at most, reach the feeds
// of all these followers. Answers the last one's id; 0: there are no more. ABSOLUTE.
Outcome<Id> DeliverPage(Services& services, oci::Call& call, Id author,
                        const std::vector<Id>& followers, Id after, int images);

}  // namespace fotogal
