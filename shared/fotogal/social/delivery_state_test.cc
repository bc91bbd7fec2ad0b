#include "fotogal/social/delivery_state.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("between the two thresholds an author stays what they are") {
  Config config;
  CHECK(PullFrom(config) == 5000);
  CHECK(PushFrom(config) == 3999);
  config.pull_followers = 1;
  CHECK(PushFrom(config) == 0);
}

TEST_CASE("edges pull from when an author begins to be pulled, fan-out ends when all of them do") {
  CHECK(NewEdgesOf(Delivery::kPush) == EdgeDelivery::kPush);
  CHECK(NewEdgesOf(Delivery::kToPull) == EdgeDelivery::kPull);
  CHECK(NewEdgesOf(Delivery::kPull) == EdgeDelivery::kPull);
  CHECK(NewEdgesOf(Delivery::kToPush) == EdgeDelivery::kPush);
  for (const Delivery delivery : {Delivery::kPush, Delivery::kToPull, Delivery::kToPush})
    CHECK(NeedsFanout(delivery));
  CHECK_FALSE(NeedsFanout(Delivery::kPull));
}
