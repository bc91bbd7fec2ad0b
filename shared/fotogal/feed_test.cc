#include "fotogal/feed.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

struct Bench {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");
  tests::Person bob = cloud.SignUp("bob");

  FeedPage Read(const tests::Person& owner, const ImageRef& after = {}, int limit = 10) {
    auto call = cloud.NewCall();
    auto page = ReadFeed(cloud.services(), call, owner.id, after, limit);
    REQUIRE(page.ok());
    return *page;
  }
  std::vector<std::string> Ids(const FeedPage& page) {
    std::vector<std::string> ids;
    for (const auto& item : page.items) ids.push_back(ToString(item.image.ref));
    return ids;
  }
  bool Write(const std::vector<FeedRow>& rows) {
    auto call = cloud.NewCall();
    return WriteFeedRows(cloud.services(), call, rows).ok();
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("rows are hints: what is not there, not followed or hidden is not shown") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");
  const auto secret = bench.cloud.SignUp("secret", true);
  const auto image = *ParseImageRef(bench.cloud.Upload(bench.ann));
  const auto of_eve = *ParseImageRef(bench.cloud.Upload(eve));
  const auto of_secret = *ParseImageRef(bench.cloud.Upload(secret));
  bench.cloud.RunJobs();
  REQUIRE(bench.Write({{bench.bob.id, image},
                       {bench.bob.id, of_eve},
                       {bench.bob.id, of_secret},
                       {bench.bob.id, {bench.ann.id, image.image + 1}},  // no such image
                       {bench.bob.id, {404, image.image}},               // nor such a person
                       {bench.bob.id, {bench.bob.id, image.image}}}));   // nor is it his
  CHECK(bench.Ids(bench.Read(bench.bob)).empty());                       // he follows nobody
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  CHECK(bench.Ids(bench.Read(bench.bob)) == Ids{ToString(image)});
  REQUIRE(bench.cloud.Follow(bench.bob, secret).status == 200);  // asked, not answered
  CHECK(bench.Ids(bench.Read(bench.bob)) == Ids{ToString(image)});
  bench.cloud.Block(bench.ann, bench.bob);
  CHECK(bench.Ids(bench.Read(bench.bob)).empty());
}

TEST_CASE("a row written twice is one row, and old images are left out") {
  Bench bench;
  const auto image = *ParseImageRef(bench.cloud.Upload(bench.ann));
  const auto rows = bench.cloud.Rows(schema::kFeed).size();
  const ImageRef old{bench.ann.id,
                     FirstIdAt(bench.cloud.now - schema::kFeedWindow - std::chrono::hours(1))};
  for (int i = 0; i < 2; ++i) {
    REQUIRE(bench.Write({{bench.bob.id, image}, {bench.bob.id, image}, {bench.bob.id, old}}));
    CHECK(bench.cloud.Rows(schema::kFeed).size() == rows + 1);
  }
  CHECK(bench.Write({}));
}

TEST_CASE("pages go over rows scanned, newest first, and end") {
  Bench bench;
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  Ids all;
  for (int i = 0; i < 7; ++i) {
    all.insert(all.begin(), bench.cloud.Upload(bench.ann, i));
    // Between any two a row that shows nothing.
    REQUIRE(bench.Write(
        {{bench.bob.id, {404, NewId(bench.cloud.now, bench.cloud.services().random)}}}));
    bench.cloud.now += std::chrono::milliseconds(1);
  }
  bench.cloud.RunJobs();
  for (const int limit : {1, 2, 3, 100}) {
    INFO("limit " << limit);
    Ids listed;
    ImageRef after;
    for (int pages = 0;; ++pages) {
      REQUIRE(pages < 30);
      const auto page = bench.Read(bench.bob, after, limit);
      CHECK(page.items.size() <= static_cast<size_t>(limit));
      for (const auto& id : bench.Ids(page)) listed.push_back(id);
      if (!page.more) break;
      CHECK(page.last != after);
      after = page.last;
    }
    CHECK(listed == all);
  }
}

TEST_CASE("each item tells its author and one's own reaction") {
  Bench bench;
  const auto id = bench.cloud.Upload(bench.ann);
  REQUIRE(bench.cloud.React(bench.ann, id, "PUT", "dislike").status == 200);
  const auto page = bench.Read(bench.ann);
  REQUIRE(page.items.size() == 1);
  CHECK(page.items[0].author.username == "ann");
  CHECK(page.items[0].my_reaction == "dislike");
  CHECK(page.items[0].image.dislike_count == 1);
  CHECK_FALSE(page.more);
}
