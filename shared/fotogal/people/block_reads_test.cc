#include "fotogal/people/block_reads.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/social/blocks.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

TEST_CASE("who blocks whom among many, each direction for itself") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  auto& services = cloud.services();
  const std::pair<UserId, UserId> blocks[] = {{1, 2}, {1, 5}, {3, 1}, {4, 1},
                                              {1, 4}, {2, 3}, {6, 7}};
  for (const auto& [by, whom] : blocks) REQUIRE(Block({services, call}, by, whom).ok());
  const auto among = BlocksAmong({services, call}, 1, {2, 3, 4, 6, 7, 404, 2});
  REQUIRE(among.ok());
  CHECK(among->by_user == std::set<UserId>{2, 4});
  CHECK(among->of_user == std::set<UserId>{3, 4});
  CHECK(*BlockedAmong({services, call}, 1, {2, 3, 4, 6}) == std::set<UserId>{2, 3, 4});
  CHECK(BlockedAmong({services, call}, 1, {6, 7})->empty());
  CHECK(BlockedAmong({services, call}, 1, {})->empty());
  CHECK(*BlockedBy({services, call}, 1, 0, 2) == std::vector<UserId>{2, 4});
  CHECK(*BlockedBy({services, call}, 1, 4, 2) == std::vector<UserId>{5});
  CHECK(BlockedBy({services, call}, 1, 5, 2)->empty());
}
