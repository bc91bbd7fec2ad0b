// The feed: images of the last 90 days by its owner and by people the owner follows, pushed into
// rows when they are published or followed, and checked again when they are read.
#pragma once

#include <string>
#include <vector>

#include "fotogal/images.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

struct FeedRow {
  Id owner = 0;
  ImageRef image;
};

// Idempotent, several at once. Rows of images older than the window are left out.
Outcome<Unit> WriteFeedRows(Services& services, oci::Call& call, const std::vector<FeedRow>& rows);

struct FeedItem {
  Image image;
  Summary author;
  std::string my_reaction;
};

struct FeedPage {
  std::vector<FeedItem> items;
  bool more = false;
  ImageRef last;  // of the rows scanned: where the next page starts
};

// EVENTUAL; two round trips. `after`: the last row scanned by the page before; image 0: from the
// newest.
Outcome<FeedPage> ReadFeed(Services& services, oci::Call& call, Id owner, const ImageRef& after,
                           int limit);

}  // namespace fotogal
