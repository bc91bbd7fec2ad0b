#include "fotogal/people/mutes.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/domain_world.h"

using namespace fotogal;

TEST_CASE("who mutes whom, among many and page by page") {
  tests::World world;
  auto call = world.cloud.NewCall();
  const Context context{world.services, call};
  const std::pair<UserId, UserId> mutes[] = {{1, 2}, {1, 5}, {3, 1}, {1, 4}, {2, 3}, {1, 2}};
  for (const auto& [by, whom] : mutes) REQUIRE(Mute(context, by, whom).ok());
  CHECK(world.cloud.Rows(schema::kMutes).size() == 5);
  CHECK(*Mutes(context, 1, 2));
  CHECK_FALSE(*Mutes(context, 2, 1));
  CHECK(*MutedAmong(context, 1, {2, 3, 4, 404, 2}) == std::set<UserId>{2, 4});
  CHECK(MutedAmong(context, 4, {1, 2})->empty());
  CHECK(MutedAmong(context, 1, {})->empty());
  CHECK(*MutedBy(context, 1, 0, 2) == std::vector<UserId>{2, 4});
  CHECK(*MutedBy(context, 1, 4, 2) == std::vector<UserId>{5});
  for (int i = 0; i < 2; ++i) REQUIRE(Unmute(context, 1, 4).ok());
  CHECK(*MutedBy(context, 1, 0, 9) == std::vector<UserId>{2, 5});
}
