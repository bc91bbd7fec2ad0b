#include "local/standin/nosql/usage.h"

#include <catch2/catch_test_macros.hpp>

using namespace standin::nosql;

TEST_CASE("units and throttles are added up by the minute") {
  UsageHistory history;
  history.Add(60, {2, 3});
  history.Add(119, {1, 0});
  history.Add(120, {5, 5});
  history.AddThrottle(61, true);
  history.AddThrottle(62, false);
  history.AddThrottle(63, false);
  CHECK(history.At(90).units.read == 3);
  CHECK(history.At(90).units.write == 3);
  CHECK(history.At(60).read_throttles == 2);
  CHECK(history.At(60).write_throttles == 1);
  CHECK(history.At(179).units.read == 5);
  CHECK(history.At(59).units.read == 0);
}

TEST_CASE("a day is kept") {
  UsageHistory history;
  for (int64_t minute = 0; minute <= 24 * 60; ++minute) history.Add(minute * 60, {1, 0});
  CHECK(history.At(0).units.read == 0);
  CHECK(history.At(60).units.read == 1);
  CHECK(history.At(24 * 60 * 60).units.read == 1);
}
