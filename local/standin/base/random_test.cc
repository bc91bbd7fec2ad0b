#include "local/standin/base/random.h"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("random bytes are as many as were asked for, and others each time") {
  const auto random = standin::SystemRandom();
  CHECK(random(0).empty());
  for (const size_t size : {16, 1000}) {
    CHECK(random(size).size() == size);
    CHECK(random(size) != random(size));
  }
}
