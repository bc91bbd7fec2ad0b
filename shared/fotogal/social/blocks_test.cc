
#include "fotogal/social/blocks.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/social/follows.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;

TEST_CASE("a block ends follows and requests both ways, and lifting it brings none back") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true), bob = cloud.SignUp("bob");
  for (int i = 0; i < 2; ++i) {
    cloud.Follow(ann, bob);
    cloud.Follow(bob, ann);  // ann is private: a request
    REQUIRE(cloud.Rows(schema::kFollows).size() == 2);
    auto call = cloud.NewCall();
    for (int again = 0; again < 2; ++again) {
      REQUIRE(Block({cloud.services(), call}, ann.id, bob.id).ok());
      CHECK(cloud.Rows(schema::kFollows).empty());
      CHECK(cloud.Rows(schema::kBlocks).size() == 1);
    }
    CHECK(cloud.CounterDifference() == "");
    for (int again = 0; again < 2; ++again) {
      REQUIRE(Unblock({cloud.services(), call}, ann.id, bob.id).ok());
      CHECK(cloud.Rows(schema::kBlocks).empty());
    }
    CHECK(cloud.Rows(schema::kFollows).empty());
    cloud.now += std::chrono::seconds(1);
  }
}

TEST_CASE("unblocking takes back one's own block only") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  REQUIRE(Block({cloud.services(), call}, 1, 2).ok());
  REQUIRE(Block({cloud.services(), call}, 2, 1).ok());
  REQUIRE(Unblock({cloud.services(), call}, 1, 2).ok());
  CHECK(BlockedBy({cloud.services(), call}, 1, 0, 9)->empty());
  CHECK(*BlockedBy({cloud.services(), call}, 2, 0, 9) == std::vector<UserId>{1});
}

TEST_CASE("a block that was cut off anywhere leaves no follow beside it") {
  for (const auto fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    tests::TestCloud cloud;
    const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
    int blocked = 0;
    for (int cut = 1;; ++cut) {
      REQUIRE(cut < 40);
      INFO("fault " << static_cast<int>(fault) << " from request " << cut);
      cloud.Follow(ann, bob);
      cloud.Follow(bob, ann);
      auto call = cloud.NewCall();
      cloud.transport().FailFrom(cut, fault);
      const bool whole = Block({cloud.services(), call}, ann.id, bob.id).ok();
      cloud.transport().Recover();
      cloud.RunJobs();
      const bool stands = !cloud.Rows(schema::kBlocks).empty();
      CHECK((stands || !whole));
      CHECK(cloud.Rows(schema::kFollows).size() == (stands ? 0 : 2));
      CHECK(cloud.CounterDifference() == "");
      CHECK(cloud.Rows(schema::kJobs).empty());
      blocked += stands ? 1 : 0;
      if (whole) break;
      auto later = cloud.NewCall();
      REQUIRE(Unblock({cloud.services(), later}, ann.id, bob.id).ok());
    }
    CHECK(blocked > 1);
  }
}
