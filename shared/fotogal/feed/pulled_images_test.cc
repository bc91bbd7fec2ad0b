#include "fotogal/feed/pulled_images.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"
#include "tests/support/image_row.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnn {
  void Store(Id id, bool removed = false, bool is_avatar = false) {
    auto call = cloud.NewCall();
    auto row = tests::ImageRow(cloud, ann.id, id);
    row["removed"] = removed;
    row["is_profile"] = is_avatar;
    REQUIRE(cloud.services().nosql->Put(call, schema::kImages, row).ok());
  }
  Id Ago(oci::TimePoint::duration age) const { return FirstIdAt(cloud.now - age); }

  PulledImages Read(PulledRange range, const std::vector<UserId>& authors) {
    auto call = cloud.NewCall();
    const int before = oci::round_trips;
    auto found = ReadPulledImages({cloud.services(), call}, authors, range);
    REQUIRE(found.ok());
    CHECK(oci::round_trips - before <= 1);
    requests = call.requests;
    return *found;
  }
  PulledImages Read(PulledRange range) { return Read(std::move(range), {ann.id}); }
  PulledRange Window() const {
    PulledRange range;
    range.newest = FirstIdAt(cloud.now);
    range.oldest = FirstIdAt(cloud.now - schema::kFeedWindow);
    range.wanted = 20;
    return range;
  }
  int requests = 0;
};

}  // namespace

TEST_CASE("nobody to pull or nothing to look for asks nobody") {
  Bench bench;
  bench.Store(bench.Ago(std::chrono::hours(1)));
  const auto nobody = bench.Read(bench.Window(), {});
  CHECK(nobody.images.empty());
  CHECK(nobody.known.whole);
  CHECK(nobody.known.oldest == bench.Window().oldest);
  CHECK(bench.requests == 0);
  auto upside_down = bench.Window();
  std::swap(upside_down.newest, upside_down.oldest);
  CHECK(bench.Read(upside_down).images.empty());
  CHECK(bench.requests == 0);
}

TEST_CASE("what is removed or an avatar is read over") {
  Bench bench;
  bench.Store(bench.Ago(std::chrono::hours(1)));
  bench.Store(bench.Ago(std::chrono::hours(2)), true);
  bench.Store(bench.Ago(std::chrono::hours(3)), false, true);
  const auto found = bench.Read(bench.Window());
  REQUIRE(found.images.size() == 1);
  CHECK(found.known.units == 3 + 4);  // all three lie in one of five slices
  CHECK(found.images.begin()->first.image == bench.Ago(std::chrono::hours(1)));
  CHECK(found.known.whole);
}

TEST_CASE("the time reaches as far as rows and authors are thought to fill a page") {
  Bench bench;
  // Half an image a day until it is known: 20 of them in 40 days.
  const auto alone = bench.Read(bench.Window());
  REQUIRE(alone.known.oldest);
  CHECK(*alone.known.oldest == bench.Ago(std::chrono::days(40)));
  CHECK(bench.requests >= 6);  // five slices and one preparation
  // It is known better now: silence reaches further.
  CHECK(*bench.Read(bench.Window()).known.oldest < *alone.known.oldest);
  CHECK(bench.requests == 5);
  auto range = bench.Window();
  for (int i = 1; i <= 20; ++i) range.rows.push_back({1, bench.Ago(std::chrono::minutes(i))});
  CHECK(*bench.Read(range).known.oldest == range.rows.back().image);
}

TEST_CASE("a burst spoils the old slices only; one at the top says to look less far") {
  Bench bench;
  for (int i = 0; i < 60; ++i)
    bench.Store(bench.Ago(std::chrono::days(20) + std::chrono::seconds(i)));
  bench.Store(bench.Ago(std::chrono::hours(1)));
  const auto old = bench.Read(bench.Window());
  CHECK(old.images.size() == 1);
  CHECK_FALSE(old.known.whole);
  REQUIRE(old.known.oldest);
  CHECK(*old.known.oldest > bench.Ago(std::chrono::days(20)));
  for (int i = 0; i < 60; ++i) bench.Store(bench.Ago(std::chrono::seconds(i + 1)));
  auto range = bench.Window();
  const auto top = bench.Read(range);
  CHECK(top.images.empty());
  CHECK(top.known.units > 4);
  CHECK(top.known.units <= 48);
  CHECK_FALSE(top.known.oldest);
  CHECK(top.known.next.steps < 0);
  // Each of these pages is shorter than the one before, until there is one.
  auto found = top;
  for (int pages = 0; !found.known.oldest; ++pages) {
    REQUIRE(pages < 20);
    CHECK(found.known.next.steps < range.span.steps);
    range.span.steps = found.known.next.steps;
    found = bench.Read(range);
  }
  CHECK_FALSE(found.images.empty());
}

TEST_CASE("a millisecond is read whole, whatever it holds") {
  Bench bench;
  const Id instant = bench.Ago(std::chrono::hours(1));
  for (int i = 0; i < 100; ++i) bench.Store(instant + i);
  auto range = bench.Window();
  range.newest = instant + 4000;
  range.span.steps = kLeastSteps;
  const auto found = bench.Read(range);
  CHECK(found.images.size() == 100);
  REQUIRE(found.known.oldest);
  CHECK(*found.known.oldest <= instant);
}

TEST_CASE("what is behind a time without images is come near to, and then read") {
  Bench bench;
  const auto newest = bench.Ago(std::chrono::hours(24));
  for (int i = 0; i < 60; ++i)
    bench.Store(bench.Ago(std::chrono::hours(24) + std::chrono::seconds(i)));
  auto range = bench.Window();
  auto found = bench.Read(range);
  int pages = 0;
  for (; found.images.empty(); ++pages) {
    REQUIRE(pages < 5);
    REQUIRE(found.known.next.target != 0);
    CHECK(found.known.next.target >
          range.span.target);  // nearer each time, from above and from below
    CHECK(found.known.next.target <= newest);
    if (found.known.oldest) CHECK(*found.known.oldest > newest);
    range.span.target = found.known.next.target;
    if (found.known.oldest) range.newest = *found.known.oldest;
    found = bench.Read(range);
    CHECK(found.known.units <= 48);
  }
  CHECK(pages > 0);
  CHECK(found.known.next.target == 0);
  CHECK(found.images.contains({bench.ann.id, newest}));
  CHECK(found.known.next.steps < range.span.steps);  // as densely as they lie there
}

TEST_CASE("images behind the rows of a page are gone on to from there") {
  Bench bench;
  const Id near = bench.Ago(std::chrono::hours(24));
  auto range = bench.Window();
  range.oldest = bench.Ago(std::chrono::hours(1));
  range.span.target = near;
  const auto found = bench.Read(range);
  CHECK(found.known.oldest == range.oldest);
  CHECK(found.known.next.target == near);
  // They may have been deleted meanwhile.
  range.oldest = bench.Window().oldest;
  const auto none = bench.Read(range);
  CHECK(none.known.oldest == near);
  CHECK(none.known.next.target == 0);
}
