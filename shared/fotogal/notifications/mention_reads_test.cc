#include "fotogal/notifications/mention_reads.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/tagged_world.h"

using namespace fotogal;

namespace {

struct World : tests::TaggedWorld {
  std::set<MentionPlace> Standing(const tests::Person& person,
                                  const std::vector<MentionPlace>& places) {
    auto call = cloud.NewCall();
    const auto standing = StandingMentions({services, call}, person.id, places);
    REQUIRE(standing.ok());
    return *standing;
  }
};

}  // namespace

TEST_CASE("mentions stand where they are written, in images that the person may see") {
  World world;
  const MentionPlace mine{world.Share(world.ann, "@bob"), 0};
  const MentionPlace none{world.Share(world.ann, "@eve"), 0};
  const MentionPlace of_eve{world.Share(world.eve, "@bob"), 0};
  const MentionPlace gone{{world.ann.id, 5}, 0}, no_comment{mine.image, 7};
  CHECK(world.Standing(world.bob, {mine, none, of_eve, gone, no_comment}) ==
        std::set<MentionPlace>{mine, of_eve});
  CHECK(world.Standing(world.bob, {}).empty());
  world.cloud.SetOfUser(world.eve, "is_private = true");
  CHECK(world.Standing(world.bob, {mine, of_eve}) == std::set<MentionPlace>{mine});
  CHECK(world.Standing(world.bob, {of_eve}).empty());
  world.cloud.SetOfUser(world.ann, "deleting = true");
  CHECK(world.Standing(world.bob, {mine}).empty());
}
