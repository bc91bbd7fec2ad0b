#include "oci/parallel.h"

#include <atomic>
#include <barrier>
#include <catch2/catch_test_macros.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace oci {
namespace {

TEST_CASE("functions run at once and answer in order") {
  std::barrier all_here(3);  // passes only when three are in flight together
  const auto [a, b, c] = InParallel(
      [&] {
        all_here.arrive_and_wait();
        return 1;
      },
      [&] {
        all_here.arrive_and_wait();
        return std::string("two");
      },
      [&] {
        all_here.arrive_and_wait();
        return std::this_thread::get_id();
      });
  CHECK(a == 1);
  CHECK(b == "two");
  CHECK(c == std::this_thread::get_id());
}

TEST_CASE("answers go into their places, and the first failure in order is told") {
  int a = 0;
  std::string b = "as it was";
  CHECK(AllInParallel(Into(a, [] { return Result<int>(1); }),
                      Into(b, [] { return Result<std::string>("two"); }))
            .ok());
  CHECK(a == 1);
  CHECK(b == "two");
  const auto failed =
      AllInParallel(Into(a, [] { return Result<int>(3); }),
                    Into(b, [] { return Result<std::string>(InvalidRequest("x")); }),
                    [] { return Status(InvalidRequest("y")); });
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().message == "x");
  CHECK(a == 3);
  CHECK(b == "two");
}

TEST_CASE("an exception comes out after all have ended") {
  std::atomic<int> ended{0};
  const auto run = [&] {
    InParallel(
        [&]() -> int {
          ++ended;
          throw std::runtime_error("first");
        },
        [&] { return ++ended; });
  };
  CHECK_THROWS_AS(run(), std::runtime_error);
  CHECK(ended == 2);
}

TEST_CASE("for each item, bounded") {
  std::vector<int> items(100);
  for (int i = 0; i < 100; ++i) items[static_cast<size_t>(i)] = i;
  std::atomic<int> in_flight{0}, most{0}, sum{0};
  const auto status = ForEach(items, 3, [&](int item) -> Status {
    const int now = ++in_flight;
    int seen = most;
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
    sum += item;
    std::this_thread::yield();
    --in_flight;
    return Ok();
  });
  CHECK(status.ok());
  CHECK(sum == 4950);
  CHECK(most <= 3);
  CHECK(ForEach(std::vector<int>{}, 8, [](int) -> Status { return ConfigurationError("x"); }).ok());
}

TEST_CASE("for each really runs several at once") {
  std::barrier all_here(8);
  const std::vector<int> items(8);
  CHECK(ForEach(items, 100, [&](int) -> Status {
          all_here.arrive_and_wait();
          return Ok();
        }).ok());
}

TEST_CASE("for each stops at the first error") {
  const std::vector<int> items = {1, 2, 3, 4, 5};
  int called = 0;
  const auto status = ForEach(items, 1, [&](int item) -> Status {
    ++called;
    if (item == 2) return ConfigurationError("two");
    return Ok();
  });
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message == "two");
  CHECK(called == 2);
  CHECK_THROWS_AS(
      static_cast<void>(ForEach(items, 4, [](int) -> Status { throw std::runtime_error("x"); })),
      std::runtime_error);
}

TEST_CASE("round trips are those of the longest chain, helpers of helpers included") {
  const auto wait = [](int times) {
    round_trips += times;
    return times;
  };
  const int before = round_trips;
  wait(2);
  InParallel([&] { return wait(1); },
             [&] {
               InParallel([&] { return wait(4); }, [&] { return wait(3); });
               return wait(1);
             },
             [&] { return wait(2); });
  CHECK(round_trips - before == 2 + 5);
  wait(1);
  const std::vector<int> items(6, 1);
  CHECK(ForEach(items, 1, [&](int item) {
          wait(item);
          return Ok();
        }).ok());
  CHECK(round_trips - before == 8 + 6);
}

}  // namespace
}  // namespace oci
