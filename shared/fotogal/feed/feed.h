// The feed: images of the last 90 days by its owner and by people the owner follows, pushed into
// rows when they are published or followed, and checked again when they are read.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"
#include "fotogal/social/reactions.h"

namespace fotogal {

struct FeedRow {
  static constexpr auto kTable = schema::kFeed;

  UserId owner = 0;
  ImageRef image;

  static constexpr auto Columns() {
    return std::tuple(Column("owner_id", &FeedRow::owner),
                      Column("image_id", &FeedRow::image, &ImageRef::image),
                      Column("author_id", &FeedRow::image, &ImageRef::author));
  }
};

// Idempotent, several at once. Rows of images older than the window are left out.
Outcome<Unit> WriteFeedRows(const Context& context, const std::vector<FeedRow>& rows);

struct FeedItem {
  Image image;
  Summary author;
  Reaction mine = Reaction::kNone;
};

// Where a page ended and the next one goes on.
struct FeedPlace {
  ImageRef last;  // looked at last; image 0: nothing yet
  int scale = 0;  // PulledRange::scale
  Id near = 0;    // PulledRange::near
  friend bool operator==(const FeedPlace&, const FeedPlace&) = default;
};

struct FeedPage {
  std::vector<FeedItem> items;
  bool more = false;
  FeedPlace next;
};

// EVENTUAL; three round trips (two when the owner follows nobody who is pulled). A page may be
// short, even empty, and have more behind it; `next` differs from `after` then.
Outcome<FeedPage> ReadFeed(const Context& context, UserId owner, const FeedPlace& after, int limit);

// Asks all that a page asks, for nobody: a process that has done so before its first call has its
// statements prepared and its connections open.
Outcome<Unit> WarmUpFeed(const Context& context);

}  // namespace fotogal
