#include "fotogal/reconcile_parts.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/worn_world.h"

using namespace fotogal;
using tests::Json;
using World = tests::WornWorld;

TEST_CASE("reconcile finds nothing to mend where nothing is wrong") {
  World world;
  CHECK(world.Mend().empty());
  world.CheckWhole();
}

TEST_CASE("reconcile mends counters, feeds and orphans, and says what") {
  World world;
  world.Break();
  const auto mended = world.Mend();
  world.CheckWhole();
  const std::map<std::string, std::int64_t> expected = {
      {"counters of images", 2}, {"counters of people", 2}, {"missing feed rows", 3},
      {"orphan blocks", 1},      {"orphan comments", 1},    {"orphan feed rows", 2},
      {"orphan follows", 1},     {"orphan reactions", 2},   {"orphan search terms", 1}};
  CHECK(mended == expected);
  CHECK(world.Mend().empty());
}
