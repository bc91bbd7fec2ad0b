// The feed: images of the last 90 days by its owner and by people the owner follows, pushed into
// rows when they are published or followed, and checked again when they are read.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/feed/feed_window.h"
#include "fotogal/images/images.h"
#include "fotogal/social/reactions.h"

namespace fotogal {

struct FeedRow {
  Id owner = 0;
  ImageRef image;
};

// Idempotent, several at once. Rows of images older than the window are left out.
Outcome<Unit> WriteFeedRows(const Context& context, const std::vector<FeedRow>& rows);

struct FeedItem {
  Image image;
  Summary author;
  Reaction mine = Reaction::kNone;
};

struct FeedPage {
  std::vector<FeedItem> items;
  bool more = false;
  FeedPlace next;
};

// EVENTUAL; three round trips (two when the owner follows nobody who is pulled). A page may be
// short, even empty, and have more behind it; `next` differs from `after` then.
Outcome<FeedPage> ReadFeed(const Context& context, Id owner, const FeedPlace& after, int limit);

// Asks all that a page asks, for nobody: a process that has done so before its first call has its
// statements prepared and its connections open.
Outcome<Unit> WarmUpFeed(const Context& context);

}  // namespace fotogal
