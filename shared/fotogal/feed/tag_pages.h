// Public photos by a tag of their caption, and Explore, which is all of the recent ones: newest
// first, at a cost that does not depend on how many there are (docs/adr/0031-tags-and-explore.md).
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/feed/feed.h"

namespace fotogal {

// What a page costs at most, in read units, whoever publishes what.
inline constexpr int kTagPageUnits = 60;

struct TagPage {
  std::vector<FeedItem> items;
  ImageId next = 0;  // the page behind this one is below it; 0: this is the last
};

// Photos with the tag (text::FoldTag) below `before` (0: from the newest), by public people who
// neither block the viewer nor are blocked or muted. At most `limit`, and as many as fit into
// kTagPageUnits: a page may be short, even empty, and have more behind it. EVENTUAL; three round
// trips.
Outcome<TagPage> ReadTagPage(const Context& context, UserId viewer, const std::string& tag,
                             ImageId before, int limit);

// The same of all recent photos but the viewer's own, at most one of each person in a page.
Outcome<TagPage> ReadExplore(const Context& context, UserId viewer, ImageId before, int limit);

// Who has published the newest photos of Explore, newest first; not checked: some may have become
// private since, or be gone. At most kRecentAuthorUnits. EVENTUAL; one round trip.
inline constexpr int kRecentAuthorUnits = 24;
Outcome<std::vector<UserId>> RecentAuthors(const Context& context);

// Warms a process up for these and for the feed (WarmUpFeed).
Outcome<Unit> WarmUpFeedAndTags(const Context& context);

}  // namespace fotogal
