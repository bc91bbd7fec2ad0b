#include "bench/figures/figures.h"

#include <catch2/catch_test_macros.hpp>
#include <regex>

using namespace bench;

TEST_CASE("a figure is told with the least and the most of its rounds") {
  CHECK(Text(SpreadOf({3.04, 9, 1.26}), 1) == "3.0 (1.3–9.0)");
  CHECK(Text(SpreadOf({7}), 0) == "7 (7–7)");
  CHECK(SpreadOf({4, 1, 2, 3}).median == 3);
}

TEST_CASE("a report tells the day, the processor, the kernel and what else ran") {
  CHECK(std::regex_match(
      Machine(),
      std::regex(
          R"(\d{4}-\d\d-\d\d; .+, \d+ CPUs; Linux \S+; load average before the run \d+\.\d)")));
  CHECK(FieldOf("/proc/cpuinfo", "processor") == "0");
  CHECK(FieldOf("/proc/self/status", "no such field") == "");
  CHECK(FieldOf("/proc/no/such", "Name") == "");
}
