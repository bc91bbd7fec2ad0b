// Who wants nothing to do with whom. A block ends follows and requests in both directions.
#pragma once

#include "fotogal/base/problem.h"
#include "fotogal/base/services.h"

namespace fotogal {

// Idempotent.
Outcome<Unit> Block(Services& services, oci::Call& call, Id user, Id blocked);
// False: there was no block to end.
Outcome<bool> Unblock(Services& services, oci::Call& call, Id user, Id blocked);

}  // namespace fotogal
