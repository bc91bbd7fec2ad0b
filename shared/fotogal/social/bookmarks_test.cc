#include "fotogal/social/bookmarks.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/images/removal.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;

namespace {

struct Bench : tests::WorldOfAnnAndBob {
  std::vector<ImageRef> images;

  Bench() {
    for (int i = 0; i < 5; ++i) images.push_back(*ParseImageRef(cloud.Upload(ann, i + 1)));
  }
  bool Set(UserId user, const ImageRef& image, bool bookmarked) {
    auto call = cloud.NewCall();
    Tick();
    return bookmarked ? AddBookmark({services, call}, user, image).ok()
                      : RemoveBookmark({services, call}, user, image).ok();
  }
  BookmarkPage Page(UserId user, Id before = 0, int limit = 100) {
    auto call = cloud.NewCall();
    const auto page = ReadBookmarks({services, call}, user, before, limit);
    REQUIRE(page.ok());
    return *page;
  }
  // Which images are listed, by their number, page by page.
  std::string Listed(UserId user, int limit = 100) {
    std::string listed;
    BookmarkPage page;
    do {
      page = Page(user, page.last, limit);
      for (const auto& item : page.items) {
        CHECK(item.mine.bookmarked);
        listed += std::to_string(std::ranges::find(images, item.image.ref) - images.begin());
      }
      listed += "|";
    } while (page.more);
    return listed;
  }
};

}  // namespace

TEST_CASE("bookmarks are listed once each, the last bookmarked first, page by page") {
  Bench bench;
  for (const size_t i : {3U, 0U, 4U, 0U, 1U, 4U})
    CHECK(bench.Set(bench.bob.id, bench.images[i], true));
  CHECK(bench.Listed(bench.bob.id) == "1403|");
  CHECK(bench.Listed(bench.bob.id, 2) == "14|03|");
  CHECK(bench.Listed(bench.bob.id, 3) == "140|3|");
  CHECK(bench.Listed(bench.ann.id) == "|");
  for (int i = 0; i < 2; ++i) CHECK(bench.Set(bench.bob.id, bench.images[4], false));
  CHECK(bench.Listed(bench.bob.id) == "103|");
  CHECK(bench.Set(bench.bob.id, bench.images[3], false));
  CHECK(bench.Set(bench.bob.id, bench.images[3], true));
  CHECK(bench.Listed(bench.bob.id) == "310|");
  bench.cloud.React(bench.bob, ToString(bench.images[1]), "PUT", "like");
  CHECK(bench.Page(bench.bob.id).items[1].mine.reaction == Reaction::kLike);
}

TEST_CASE("what a viewer has done with images is read for one and for several") {
  Bench bench;
  CHECK(bench.Set(bench.bob.id, bench.images[1], true));
  bench.cloud.React(bench.bob, ToString(bench.images[1]), "PUT", "like");
  bench.cloud.React(bench.bob, ToString(bench.images[2]), "PUT", "dislike");
  auto call = bench.cloud.NewCall();
  const Context context{bench.services, call};
  auto mine = MineAmong(context, bench.bob.id, bench.images);
  REQUIRE(mine.ok());
  for (const auto& image : bench.images) {
    const auto one = FindMine(context, bench.bob.id, image);
    REQUIRE(one.ok());
    CHECK(one->bookmarked == (*mine)[image].bookmarked);
    CHECK(one->reaction == (*mine)[image].reaction);
  }
  CHECK((*mine)[bench.images[1]].bookmarked);
  CHECK((*mine)[bench.images[1]].reaction == Reaction::kLike);
  CHECK((*mine)[bench.images[2]].reaction == Reaction::kDislike);
  CHECK_FALSE((*mine)[bench.images[2]].bookmarked);
  CHECK(MineAmong(context, bench.bob.id, {})->empty());
  CHECK(MineAmong(context, bench.ann.id, bench.images)->empty());
}

TEST_CASE("the bookmarks of a removed image go with it, everybody's") {
  Bench bench;
  for (const UserId user : {bench.ann.id, bench.bob.id}) {
    for (const size_t i : {0U, 1U}) CHECK(bench.Set(user, bench.images[i], true));
  }
  auto call = bench.cloud.NewCall();
  REQUIRE(RemoveImage({bench.services, call}, bench.images[0]).ok());
  CHECK(bench.Listed(bench.bob.id) == "1|");
  bench.cloud.RunJobs();
  CHECK(bench.cloud.Rows(schema::kBookmarks).size() == 2);
}

TEST_CASE("a page of bookmarks takes two round trips, whatever it shows") {
  Bench bench;
  for (const auto& image : bench.images) CHECK(bench.Set(bench.bob.id, image, true));
  for (int i = 0; i < 3; ++i) bench.Page(bench.bob.id);  // statements are prepared
  const int before = oci::round_trips;
  CHECK(bench.Page(bench.bob.id).items.size() == 5);
  CHECK(oci::round_trips - before == 2);
}

TEST_CASE("a bookmark cut off at its request is there after the next one") {
  Bench bench;
  for (const auto fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const bool wanted : {true, false}) {
      bench.cloud.transport().FailFrom(1, fault);
      (void)bench.Set(bench.bob.id, bench.images[0], wanted);
      bench.cloud.transport().Recover();
      CHECK(bench.Set(bench.bob.id, bench.images[0], wanted));
      CHECK(bench.Listed(bench.bob.id) == (wanted ? "0|" : "|"));
    }
  }
}
