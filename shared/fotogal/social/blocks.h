// Blocks. A block ends follows and follow requests in both directions.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Idempotent.
Outcome<Unit> Block(const Context& context, UserId user, UserId blocked);
// False: there was no block to end.
Outcome<bool> Unblock(const Context& context, UserId user, UserId blocked);

}  // namespace fotogal
