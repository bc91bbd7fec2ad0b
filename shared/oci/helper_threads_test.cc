#include "oci/helper_threads.h"

#include <atomic>
#include <barrier>
#include <catch2/catch_test_macros.hpp>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace oci {
namespace {

TEST_CASE("helpers: every number runs once, the one asked for on this thread") {
  std::vector<std::atomic<int>> ran(9);
  std::thread::id of_here;
  RunOnHelpers(ran.size(), 4, [&](std::size_t number) {
    ++ran[number];
    if (number == 4) of_here = std::this_thread::get_id();
  });
  for (const auto& times : ran) CHECK(times == 1);
  CHECK(of_here == std::this_thread::get_id());
}

TEST_CASE("helpers: threads are kept for the next work") {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  for (int i = 0; i < 200; ++i) {
    RunOnHelpers(3, 0, [&](std::size_t) {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    });
  }
  CHECK(seen.size() <= kMostHelperThreads + 1);
}

TEST_CASE("helpers: more work than threads is done, and work within work too") {
  std::atomic<int> done{0};
  RunOnHelpers(2 * kMostHelperThreads, 0,
               [&](std::size_t) { RunOnHelpers(4, 3, [&](std::size_t) { ++done; }); });
  CHECK(done == static_cast<int>(2 * kMostHelperThreads * 4));
}

TEST_CASE("helpers: several threads may ask for them at the same time") {
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 6; ++i) {
      callers.emplace_back([&] {
        for (int round = 0; round < 100; ++round) {
          RunOnHelpers(5, 2, [&](std::size_t) { ++done; });
        }
      });
    }
  }
  CHECK(done == 6 * 100 * 5);
}

TEST_CASE("helpers: work runs at the same time") {
  std::barrier all_here(8);  // passes only when all are there together
  std::atomic<int> passed{0};
  RunOnHelpers(8, 0, [&](std::size_t) {
    all_here.arrive_and_wait();
    ++passed;
  });
  CHECK(passed == 8);
}

}  // namespace
}  // namespace oci
