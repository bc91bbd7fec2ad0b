// Makes the rows of a feed anew from images and follows, while calls and jobs go on changing them.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

struct FeedRepairs {
  int added = 0, removed = 0;
};

// Does one piece of the work. The first one, with `after` 0, deletes rows whose image has gone or
// whose author is not followed, and adds rows for the owner's own images. Each piece adds rows for
// the images of some of the people whom the owner follows, and answers the last of them, after whom
// to go on; 0: done. Images of the last minute are left to their own fan-out. Idempotent.
Outcome<UserId> RebuildFeed(const Context& context, UserId owner, UserId after,
                            FeedRepairs& mended);

}  // namespace fotogal
