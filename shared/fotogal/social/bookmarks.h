// Bookmarks: photos that a person keeps for themselves. Nobody else can tell, and no counter counts
// them. A bookmark outlives the sight of its photo: it is left out of lists while its owner may not
// see the photo, and back with it.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"
#include "fotogal/people/people.h"
#include "fotogal/social/reactions.h"

namespace fotogal {

struct BookmarkRow {
  static constexpr auto kTable = schema::kBookmarks;

  UserId user = 0;
  ImageRef image;
  Id id = 0;  // made when it was bookmarked

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &BookmarkRow::user),
                      Column("image_id", &BookmarkRow::image, &ImageRef::image),
                      Column("author_id", &BookmarkRow::image, &ImageRef::author),
                      Column("id", &BookmarkRow::id));
  }
};

// Both are idempotent: an image that is bookmarked again keeps its place.
Outcome<Unit> AddBookmark(const Context& context, UserId user, const ImageRef& image);
Outcome<Unit> RemoveBookmark(const Context& context, UserId user, const ImageRef& image);

// What a viewer has done with an image, as its JSON says it.
struct Mine {
  Reaction reaction = Reaction::kNone;
  bool bookmarked = false;
};
// ABSOLUTE, one round trip.
Outcome<Mine> FindMine(const Context& context, UserId user, const ImageRef& image);
// For several images; those with neither may be left out. EVENTUAL, one round trip: a bookmark that
// is not there costs nothing.
Outcome<std::map<ImageRef, Mine>> MineAmong(const Context& context, UserId user,
                                            const std::vector<ImageRef>& images);

// Bookmarked images that the user may see, the last bookmarked first.
struct BookmarkPage {
  struct Item {
    Image image;
    Summary author;
    Mine mine;
  };
  std::vector<Item> items;
  bool more = false;
  Id last = 0;  // of the rows scanned
};
// `before` 0: from the newest. A page may be short, even empty, and have more behind it. EVENTUAL;
// two round trips.
Outcome<BookmarkPage> ReadBookmarks(const Context& context, UserId user, Id before, int limit);

}  // namespace fotogal
