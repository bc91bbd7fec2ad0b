// A feed's rows made anew from images and follows, beside whatever changes them meanwhile.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

struct FeedMended {
  int added = 0, removed = 0;
};

// One piece of the work: `after` 0 takes rows away that lead nowhere, and gives the owner's own
// images; then people whom the owner follows, some at a time. Answers after whom to go on; 0: done.
// Images of the last minute are left to their own fan-out. Idempotent.
Outcome<UserId> RebuildFeed(const Context& context, UserId owner, UserId after, FeedMended& mended);

}  // namespace fotogal
