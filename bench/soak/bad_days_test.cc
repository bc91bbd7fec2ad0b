#include "bench/soak/bad_days.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <thread>

#include "local/standin/faults/plan.h"
#include "local/standin/testing.h"

using namespace bench;

TEST_CASE("bad days have every fault in the end, and the same with the same seed") {
  std::mt19937 random(1), again(1);
  std::map<std::string, long> chosen, same;
  for (int i = 0; i < 200; ++i) {
    const auto day = BadDay(random, chosen);
    CHECK(day == BadDay(again, same));
    const auto plan = standin::ParseFaultPlan(day, "day");
    REQUIRE(plan.ok());
    CHECK_FALSE(plan->rules.empty());
  }
  CHECK(chosen == same);
  for (const char* name : {"error 429", "error 500", "error 503", "slow", "half-body", "reset",
                           "expired-token", "clock-off", "throttled", "stale-list", "killed"}) {
    INFO(name);
    CHECK(chosen[name] > 0);
  }
}

TEST_CASE("bad days end with a good one") {
  const standin::testing::Folder folder;
  const auto file = folder.path() / "faults.json";
  BadDays days(folder.path(), 3);
  while (!std::filesystem::exists(file)) std::this_thread::yield();
  const auto chosen = days.End();
  CHECK_FALSE(chosen.empty());
  CHECK_FALSE(std::filesystem::exists(file));
}
