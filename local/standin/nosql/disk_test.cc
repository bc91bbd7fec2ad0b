#include "local/standin/nosql/disk.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <cstdio>
#include <thread>
#include <vector>

using namespace standin::nosql;

TEST_CASE("what is on the disk is not forced again") {
  int forced = 0;
  Disk disk([&] { return ++forced * 0; });
  REQUIRE(disk.Await(0).ok());
  CHECK(forced == 0);
  REQUIRE(disk.Await(2).ok());
  REQUIRE(disk.Await(2).ok());
  REQUIRE(disk.Await(1).ok());
  CHECK(forced == 1);
  REQUIRE(disk.Await(3).ok());
  CHECK(forced == 2);
}

TEST_CASE("all who wait for the disk share its next turn, and nobody is answered before") {
  constexpr uint64_t kWriters = 16;
  std::atomic<uint64_t> written = 0, on_disk = 0;
  std::atomic<int> turns = 0;
  std::atomic<bool> all_wait = false;
  Disk disk([&] {
    const uint64_t seen = written;
    // The first turn lasts until all others are there.
    while (!all_wait) std::this_thread::yield();
    on_disk = seen;
    ++turns;
    return 0;
  });
  std::atomic<int> early = 0;
  std::vector<std::jthread> writers;
  for (uint64_t i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      const uint64_t number = ++written;
      if (!disk.Await(number).ok() || on_disk < number) ++early;
    });
  }
  while (written < kWriters) std::this_thread::yield();
  all_wait = true;
  writers.clear();
  CHECK(early == 0);
  CHECK(on_disk == kWriters);
  CHECK(turns < static_cast<int>(kWriters));
}

TEST_CASE("a disk that has failed is trusted no more") {
  int forced = 0;
  Disk disk([&] { return ++forced == 2 ? EIO : 0; });
  REQUIRE(disk.Await(1).ok());
  CHECK(disk.Await(2).error().message.find("Input/output error") != std::string::npos);
  CHECK_FALSE(disk.Await(3).ok());
  CHECK_FALSE(disk.Await(2).ok());
  CHECK(forced == 2);
}

TEST_CASE("a file that does not exist is named") {
  const auto disk = Disk::Of("/none/wal");
  REQUIRE_FALSE(disk.ok());
  CHECK(disk.error().message.find("/none/wal") != std::string::npos);
}
