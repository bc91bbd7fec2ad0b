#include "fotogal/feed/feed_rebuild.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/worn_world.h"

using namespace fotogal;
using World = tests::WornWorld;

namespace {

// All pieces of one owner's feed, one after the other.
FeedRepairs Rebuild(World& world, const tests::Person& owner) {
  FeedRepairs mended;
  UserId after = 0;
  do {
    auto call = world.cloud.NewCall();
    const auto next = RebuildFeed({world.cloud.services(), call}, owner.id, after, mended);
    REQUIRE(next.ok());
    after = *next;
  } while (after != 0);
  return mended;
}

void CheckMended(const FeedRepairs& mended, int added, int removed) {
  CHECK(mended.added == added);
  CHECK(mended.removed == removed);
}

}  // namespace

TEST_CASE("a feed that is right is left as it is") {
  World world;
  for (const auto& person : {world.ann, world.bob}) CheckMended(Rebuild(world, person), 0, 0);
  CHECK(world.cloud.Feed(world.bob) == world.images);
}

TEST_CASE("rows that are missing come back: one's own and those of whom one follows") {
  World world;
  for (const auto& person : {world.ann, world.bob}) {
    world.DeleteFeedOf(person);
    CHECK(world.cloud.Feed(person).empty());
    CheckMended(Rebuild(world, person), 3, 0);
    CHECK(world.cloud.Feed(person) == world.images);
    CheckMended(Rebuild(world, person), 0, 0);
  }
}

TEST_CASE("rows that lead nowhere go, rows of whom one no longer follows too") {
  World world;
  const auto image = *ParseImageRef(world.images[0]);
  const auto& stranger = world.cloud.SignUp("stranger");
  const auto strange = *ParseImageRef(world.cloud.Upload(stranger, 9));
  for (const auto& ref : {ImageRef{world.ann.id, image.image.value() - 1}, strange})
    world.Put(schema::kFeed,
              {{"owner_id", world.bob.id}, {"image_id", ref.image}, {"author_id", ref.author}});
  CheckMended(Rebuild(world, world.bob), 0, 2);
  CHECK(world.cloud.Feed(world.bob) == world.images);
}

TEST_CASE("images of the last minute and those before the window are not added") {
  World world;
  world.cloud.Upload(world.ann, 7);
  world.cloud.ForgetStarted();
  CheckMended(Rebuild(world, world.bob), 0, 0);
  world.cloud.now += kLongestCall + std::chrono::seconds(1);
  CheckMended(Rebuild(world, world.bob), 1, 0);
  world.DeleteFeedOf(world.bob);
  world.cloud.now += schema::kFeedWindow;
  CheckMended(Rebuild(world, world.bob), 0, 0);
}

TEST_CASE("who follows more people than one piece takes is given a place to go on") {
  World world;
  for (Id nobody = 1; nobody <= 150; ++nobody)
    world.Put(schema::kFollows, {{"follower_id", world.bob.id},
                                 {"followee_id", nobody},
                                 {"state", "accepted"},
                                 {"was", "none"},
                                 {"delivery", "push"},
                                 {"created_ts", 0},
                                 {"op", 1},
                                 {"counted", true}});
  world.DeleteFeedOf(world.bob);
  FeedRepairs mended;
  auto call = world.cloud.NewCall();
  const auto next = RebuildFeed({world.cloud.services(), call}, world.bob.id, 0, mended);
  REQUIRE(next.ok());
  CHECK(*next == 100);
  CHECK(mended.added == 0);  // Ann's id comes behind those
  CHECK(*RebuildFeed({world.cloud.services(), call}, world.bob.id, *next, mended) == 0);
  CHECK(mended.added == 3);
}

TEST_CASE("a rebuilding that is cut off at any request is finished by the next") {
  for (int n = 1;; ++n) {
    World world;
    world.Break();
    world.cloud.transport().FailFrom(n, standin::InProcessTransport::Fault::kLostAnswer);
    FeedRepairs mended;
    auto call = world.cloud.NewCall();
    const bool whole = RebuildFeed({world.cloud.services(), call}, world.bob.id, 0, mended).ok();
    world.cloud.transport().Recover();
    Rebuild(world, world.bob);
    CHECK(world.cloud.Feed(world.bob) == world.images);
    CheckMended(Rebuild(world, world.bob), 0, 0);
    if (whole) break;
    REQUIRE(n < 30);
  }
}
