// Whatever outlives one call is a job row first and a detached call second. A lease and a cursor
// make it resumable.
#pragma once

#include <string>

#include "fotogal/ids.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

struct JobRef {
  int bucket = 0;
  Id id = 0;
};

// id: the op of what it serves, so that a retry writes the same row.
JobRef JobFor(Id op);

// Writes the row; idempotent. The images of `author` are to reach every follower, or `follower`
// alone.
Outcome<Unit> QueuePublish(Services& services, oci::Call& call, Id op, const ImageRef& image);
Outcome<Unit> QueueDelivery(Services& services, oci::Call& call, Id op, Id author, Id follower);

// Starts `fanout` on it. A failure is not the caller's: the job row stays and is picked up later.
void StartJob(Services& services, oci::Call& call, const JobRef& job);

// Runs a job until it is done or time is short; then its cursor is stored and it starts itself
// again. Nothing happens when the job is gone or another run holds its lease.
Outcome<Unit> RunJob(Services& services, oci::Call& call, const JobRef& job);
// Runs every job whose lease has ended; answers how many.
Outcome<int> RunAbandonedJobs(Services& services, oci::Call& call);

}  // namespace fotogal
