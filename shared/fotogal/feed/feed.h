// A person's feed: images of the last 90 days by that person, its owner, and by the people whom the
// owner follows. It gets a row when an image is published or somebody is followed, and every row is
// checked again when the feed is read. Images of pulled authors have no rows (pulled_images.h).
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/feed/feed_row.h"
#include "fotogal/feed/feed_window.h"
#include "fotogal/images/images.h"
#include "fotogal/people/named.h"
#include "fotogal/social/bookmarks.h"

namespace fotogal {

// Writes the rows, those of one owner together. Images older than the feed's window get none.
// Idempotent.
Outcome<Unit> WriteFeedRows(const Context& context, const std::vector<FeedRow>& rows);

struct FeedItem {
  Image image;
  Summary author;
  Mine mine{};
  bool shows_comment = false;  // the image's latest comment is for the owner's eyes
};

struct FeedPage {
  std::vector<FeedItem> items;
  Named named{};  // whom their captions mention, and who wrote the comments that are shown
  bool more = false;
  FeedPlace next;
};

// The page behind `after`. It may be short, even empty, and have more behind it; then `next`
// differs from `after`. EVENTUAL; three round trips, two when the owner follows nobody who is
// pulled, and one more where captions mention people.
Outcome<FeedPage> ReadFeed(const Context& context, UserId owner, const FeedPlace& after, int limit);

// Warms a process up before its first call: asks everything that a page asks, for nobody, so that
// the statements are prepared and the connections open.
Outcome<Unit> WarmUpFeed(const Context& context);

}  // namespace fotogal
