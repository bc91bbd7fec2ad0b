#include "fotogal/feed/feed_news.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/images/removal.h"
#include "tests/support/feed_bench.h"

using namespace fotogal;
using Base = tests::FeedBench;

namespace {

constexpr int kMostUnits = 8;

struct Bench : Base {
  Bench() {
    auto call = cloud.NewCall();
    REQUIRE(WarmUpFeed({cloud.services(), call}).ok());
    (void)IsNewer("1-1");  // prepares what pages have prepared
    warm = true;
  }
  // Never more than eight units.
  bool IsNewer(const std::string& seen) {
    auto call = cloud.NewCall();
    const auto newer = HasNewer({cloud.services(), call}, bob.id, *ParseImageRef(seen));
    REQUIRE(newer.ok());
    units = call.read_units;
    if (warm) CHECK(units <= kMostUnits);
    return *newer;
  }
  // Ann's, a second later than all before, in Bob's feed.
  std::string Publish() {
    cloud.now += std::chrono::seconds(1);
    const auto image = cloud.Upload(ann, ++seed);
    cloud.RunJobs();
    return image;
  }
  std::string StoreNow(const tests::Person& author) {
    cloud.now += std::chrono::seconds(1);
    return Store(author, cloud.now);
  }
  void Remove(const std::string& image) {
    auto call = cloud.NewCall();
    REQUIRE(RemoveImage({cloud.services(), call}, *ParseImageRef(image)).ok());
    cloud.RunJobs();
  }

  bool warm = false;  // all statements are prepared
  int units = 0;      // of the last question
  int seed = 0;
};

}  // namespace

TEST_CASE("something is newer when somebody followed has published since, or oneself") {
  Bench bench;
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  const auto first = bench.Publish();
  CHECK_FALSE(bench.IsNewer(first));
  CHECK(bench.units == 2);  // the newest row, and that nobody is pulled
  const auto second = bench.Publish();
  CHECK(bench.IsNewer(first));
  CHECK(bench.units == 3);  // the row, the follow, the image
  CHECK_FALSE(bench.IsNewer(second));
  bench.cloud.now += std::chrono::seconds(1);
  const auto own = bench.cloud.Upload(bench.bob, 50);
  CHECK(bench.IsNewer(second));
  CHECK(bench.units == 2);
  CHECK_FALSE(bench.IsNewer(own));
}

TEST_CASE("what is not shown any more calls nobody, until somebody followed publishes") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  REQUIRE(bench.cloud.Follow(bench.bob, eve).status == 200);
  bench.cloud.RunJobs();
  const auto first = bench.Publish();
  bench.cloud.now += std::chrono::seconds(1);
  const auto of_eve = bench.cloud.Upload(eve, 70);
  bench.cloud.RunJobs();
  REQUIRE(bench.IsNewer(first));
  SECTION("unfollowed") { CHECK(bench.cloud.Follow(bench.bob, eve, "DELETE").status == 200); }
  SECTION("blocked") { CHECK_NOTHROW(bench.cloud.Block(bench.bob, eve)); }
  SECTION("blocked by them") { CHECK_NOTHROW(bench.cloud.Block(eve, bench.bob)); }
  SECTION("muted") { CHECK_NOTHROW(bench.MuteBy(bench.bob, eve)); }
  SECTION("removed") { bench.Remove(of_eve); }
  bench.cloud.RunJobs();
  REQUIRE(bench.IdsOf(bench.Read(bench.bob)) == tests::Ids{first});
  CHECK_FALSE(bench.IsNewer(first));
  const auto second = bench.Publish();
  CHECK(bench.IsNewer(first));
  CHECK_FALSE(bench.IsNewer(second));
}

TEST_CASE("a row of somebody who is not followed, whatever wrote it, calls nobody") {
  Bench bench;
  const auto secret = bench.cloud.SignUp("secret", true);
  REQUIRE(bench.cloud.Follow(bench.bob, secret).status == 200);  // asked, not answered
  const auto image = *ParseImageRef(bench.StoreNow(secret));
  REQUIRE(bench.Write({{bench.bob.id, image}}));
  CHECK_FALSE(bench.IsNewer("1-1"));
}

TEST_CASE("authors who are pulled are asked, three of them at most, within five units") {
  Bench bench;
  std::vector<tests::Person> authors;
  for (int i = 0; i < 6; ++i) {
    authors.push_back(bench.cloud.SignUp("author" + std::to_string(i)));
    bench.Pull(bench.bob, authors.back());
  }
  const auto seen = bench.StoreNow(authors[0]);
  CHECK_FALSE(bench.IsNewer(seen));
  for (size_t i = 0; i < 3; ++i) {
    INFO(i);
    const auto before = bench.StoreNow(bench.ann);  // whom he does not follow
    CHECK_FALSE(bench.IsNewer(before));
    const auto image = bench.StoreNow(authors[i]);
    CHECK(bench.IsNewer(before));
    CHECK(bench.units == 5);  // the row's, three authors', an image's
    CHECK_FALSE(bench.IsNewer(image));
  }
  // A row that is not shown takes units from them, but not all.
  const auto last = bench.StoreNow(bench.ann);
  REQUIRE(bench.Write({{bench.bob.id, *ParseImageRef(bench.StoreNow(bench.ann))}}));
  CHECK_FALSE(bench.IsNewer(last));
  (void)bench.StoreNow(authors[0]);
  CHECK(bench.IsNewer(last));
  // Nor does the row of an image that is gone, by somebody followed.
  REQUIRE(bench.cloud.Follow(bench.bob, bench.ann).status == 200);
  bench.cloud.RunJobs();
  const auto now = bench.StoreNow(authors[0]);
  const ImageRef gone{bench.ann.id, ParseImageRef(now)->image.value() + 1};
  REQUIRE(bench.Write({{bench.bob.id, gone}}));
  CHECK_FALSE(bench.IsNewer(now));
  (void)bench.StoreNow(authors[0]);
  CHECK(bench.IsNewer(now));
}

TEST_CASE("a pulled author who is muted calls nobody, and hides no other one") {
  Bench bench;
  std::vector<tests::Person> authors;
  for (int i = 0; i < 3; ++i) {
    authors.push_back(bench.cloud.SignUp("author" + std::to_string(i)));
    bench.Pull(bench.bob, authors.back());
  }
  const auto seen = bench.StoreNow(authors[0]);
  for (int i = 0; i < 2; ++i) bench.MuteBy(bench.bob, authors[static_cast<size_t>(i)]);
  for (int i = 0; i < 2; ++i) (void)bench.StoreNow(authors[static_cast<size_t>(i)]);
  CHECK_FALSE(bench.IsNewer(seen));
  (void)bench.StoreNow(authors[2]);
  CHECK(bench.IsNewer(seen));
}

TEST_CASE("a pulled author's new avatar and removed image call nobody") {
  Bench bench;
  bench.Pull(bench.bob, bench.ann);
  const auto seen = bench.StoreNow(bench.ann);
  bench.cloud.now += std::chrono::seconds(1);
  for (const char* hidden : {"is_profile", "removed"}) {
    auto call = bench.cloud.NewCall();
    auto row = tests::ImageRow(bench.cloud, bench.ann.id,
                               NewId(bench.cloud.now, bench.cloud.services().random));
    row[hidden] = true;
    REQUIRE(bench.cloud.services().nosql->Put(call, schema::kImages, row).ok());
  }
  CHECK_FALSE(bench.IsNewer(seen));
  (void)bench.StoreNow(bench.ann);
  CHECK(bench.IsNewer(seen));
}

TEST_CASE("what is older than a feed's window is not newer than anything") {
  Bench bench;
  bench.Pull(bench.bob, bench.ann);
  const auto old = bench.StoreNow(bench.ann);
  CHECK(bench.IsNewer("1-1"));
  bench.cloud.now += schema::kFeedWindow + std::chrono::hours(1);
  CHECK_FALSE(bench.IsNewer("1-1"));
  (void)bench.StoreNow(bench.ann);
  CHECK(bench.IsNewer(old));
}

TEST_CASE("of two images of one instant the one that a feed shows first is the newer") {
  Bench bench;
  const auto eve = bench.cloud.SignUp("eve");  // her id is larger than Ann's
  for (const auto& author : {bench.ann, eve})
    REQUIRE(bench.cloud.Follow(bench.bob, author).status == 200);
  bench.cloud.RunJobs();
  const Id id = FirstIdAt(bench.cloud.now);
  for (const auto& author : {bench.ann, eve}) {
    REQUIRE(bench.StoreAs(author, id));
    REQUIRE(bench.Write({{bench.bob.id, {author.id, id}}}));
  }
  const auto shown = bench.IdsOf(bench.Read(bench.bob));
  REQUIRE(shown.size() == 2);
  CHECK_FALSE(bench.IsNewer(shown[0]));
  CHECK(bench.IsNewer(shown[1]));
}
