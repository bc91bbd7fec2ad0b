#include "fotogal/people/visibility.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("who sees what") {
  const auto sight = [](bool is_private, FollowState follow, bool blocks, bool blocked,
                        bool self = false) {
    return SightOf({self, follow, blocks, blocked}, is_private);
  };
  CHECK(sight(false, FollowState::kNone, false, false) == Sight::kAll);
  CHECK(sight(true, FollowState::kNone, false, false) == Sight::kNameOnly);
  CHECK(sight(true, FollowState::kRequested, false, false) == Sight::kNameOnly);
  CHECK(sight(true, FollowState::kFollowing, false, false) == Sight::kAll);
  for (const bool is_private : {false, true}) {
    for (const auto follow :
         {FollowState::kNone, FollowState::kRequested, FollowState::kFollowing}) {
      CHECK(sight(is_private, follow, true, false) == Sight::kBlocked);
      CHECK(sight(is_private, follow, false, true) == Sight::kNothing);
      CHECK(sight(is_private, follow, true, true) == Sight::kNothing);
      CHECK(sight(is_private, follow, false, false, true) == Sight::kAll);
    }
  }
}
