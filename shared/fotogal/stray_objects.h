// What `sweep` takes out of the bucket: uploads that nobody published, objects of images that never
// came to be, pre-authenticated requests that have expired.
#pragma once

#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

// With its object an upload's row goes too.
Outcome<Unit> RemoveOldUploads(Services& services, oci::Call& call);

// Objects of images that are a day old and have no row. Goes through as much of the bucket as one
// call's time allows, and on from there the next time. An object that is written anew meanwhile
// stays.
Outcome<Unit> RemoveOrphanObjects(Services& services, oci::Call& call);

Outcome<Unit> RemoveExpiredPars(Services& services, oci::Call& call);

}  // namespace fotogal
