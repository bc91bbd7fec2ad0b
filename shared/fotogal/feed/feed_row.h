// A row of a feed: an image that its owner may be shown (feed.h).
#pragma once

#include "fotogal/base/ids.h"
#include "fotogal/base/row.h"
#include "fotogal/base/schema.h"

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

}  // namespace fotogal
