#include "local/gateway/memory_budget.h"

#include <catch2/catch_test_macros.hpp>
#include <future>

using local::MemoryBudget;
using std::chrono::hours;
using std::chrono::milliseconds;

TEST_CASE("a memory budget can be used up to the last byte") {
  MemoryBudget budget(10);
  const auto first = budget.Take(9, milliseconds(0));
  const auto last = budget.Take(1, milliseconds(0));
  CHECK(first);
  CHECK(last);
  CHECK_FALSE(budget.Take(1, milliseconds(0)));
  CHECK(budget.Take(0, milliseconds(0)));
  CHECK_FALSE(MemoryBudget(10).Take(11, hours(1)));  // more than the whole budget
}

TEST_CASE("a waiting request continues when another returns its bytes") {
  MemoryBudget budget(10);
  auto held = budget.Take(6, milliseconds(0));
  REQUIRE(held);
  auto waiting = std::async(std::launch::async, [&] { return budget.Take(6, hours(1)); });
  std::optional<MemoryBudget::Share> moved(std::move(*held));
  CHECK_FALSE(budget.Take(6, milliseconds(0)));  // moving a share does not return its bytes
  held.reset();
  moved.reset();
  CHECK(waiting.get());
}
