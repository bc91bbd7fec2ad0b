// Whether a feed has something newer than what its reader sees: asked every minute, so it costs
// little.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Whether the owner's feed shows an image that is newer than `seen`, which need not exist. At most
// five read units, eight for somebody who mutes, where a page costs up to 110 (one more for each KB
// beyond the first of a pulled author's newest image, whose texts are long then). EVENTUAL.
//
// One's own images count: they are in the feed. So that nobody is called to a feed that looks as
// before, the newest row is checked as pages check it; the rows below it are not looked at. A row
// that is not shown any more (its image was removed, its author unfollowed, blocked or muted) is
// therefore answered with false, until somebody followed publishes: nobody else writes rows above
// it.
//
// Of the authors who are pulled, three are asked where the feed has no newer row, fewer where it
// has one that is not shown. They are the followed accounts that are the oldest. What further ones
// publish is found when the feed is read.
Outcome<bool> HasNewer(const Context& context, UserId owner, const ImageRef& seen);

// Asks what HasNewer asks and a page does not, for nobody.
Outcome<Unit> WarmUpFeedNews(const Context& context);

}  // namespace fotogal
