#include "local/gateway/recent.h"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("of more entries than may be kept the one used longest ago goes") {
  local::Recent<int> recent(2);
  recent.Put("a", 1);
  recent.Put("b", 2);
  REQUIRE(recent.Find("a") != nullptr);
  recent.Put("c", 3);
  CHECK(recent.Find("b") == nullptr);
  REQUIRE(recent.Find("a") != nullptr);
  CHECK(*recent.Find("a") == 1);
  CHECK(recent.Put("a", 4) == 4);
  CHECK(*recent.Find("a") == 4);
  CHECK(*recent.Find("c") == 3);
  CHECK(recent.size() == 2);
}
