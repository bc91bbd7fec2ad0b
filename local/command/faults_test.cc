// tests/faults/bad_day_test.cc changes the faults of a running service.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "fdk/testing/function_process.h"
#include "local/command/up.h"

using namespace local;

TEST_CASE("without a running service there is nothing to change") {
  const fdk::testing::TempFolder folder;
  CHECK(SetFaults({folder.path(), "off"}) == 1);
  CHECK(SetFaults({folder.path() + "/none", "show"}) == 1);
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/none"));
}
