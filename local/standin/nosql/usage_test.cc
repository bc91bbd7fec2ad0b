#include "local/standin/nosql/usage.h"

#include <catch2/catch_test_macros.hpp>

namespace standin::nosql {
namespace {

TEST_CASE("usage is kept by table and minute") {
  UsageHistory history;
  history.Add(1, 60000, {2, 3});
  history.Add(1, 119999, {1, 0});
  history.Add(1, 120000, {0, 4});
  history.Add(2, 60000, {9, 9});
  history.AddThrottled(1, 120001, true);
  history.AddThrottled(1, 120002, false);
  const auto all = history.Between(1, 0, INT64_MAX);
  REQUIRE(all.size() == 2);
  CHECK(all[0].start_ms == 60000);
  CHECK(all[0].units.read == 3);
  CHECK(all[0].units.write == 3);
  CHECK(all[1].units.write == 4);
  CHECK(all[1].writes_throttled == 1);
  CHECK(all[1].reads_throttled == 1);
  CHECK(history.Between(1, 120000, INT64_MAX).size() == 1);
  CHECK(history.Between(1, 0, 120000).size() == 1);
  CHECK(history.Between(3, 0, INT64_MAX).empty());
  history.Forget(1);
  CHECK(history.Between(1, 0, INT64_MAX).empty());
}

TEST_CASE("usage is kept for a day") {
  UsageHistory history;
  for (int64_t minute = 0; minute < 1500; ++minute) history.Add(1, minute * 60000, {1, 0});
  const auto all = history.Between(1, 0, INT64_MAX);
  CHECK(all.size() == 1440);
  CHECK(all.front().start_ms == 60 * 60000);
}

}  // namespace
}  // namespace standin::nosql
