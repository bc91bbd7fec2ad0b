#include "functions/support/given_back.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <string>

namespace {

// Megabytes of files that are in this process's memory.
long ResidentOfFiles() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssFile:")) return std::stol(line.substr(8)) / 1024;
  }
  return 0;
}

}  // namespace

TEST_CASE("code and constants that only the start needs leave the memory, and come again") {
  static const std::string kConstant = "a text";
  const auto given = fotogal::GiveStartBack();
  CHECK(given > 1'000'000);
  // Little of a large program runs here; the shared libraries of a build that has them are not
  // meant.
  CHECK(ResidentOfFiles() < static_cast<long>(given / 1'000'000));
  CHECK(kConstant == "a text");
  CHECK_THROWS_AS(std::string("x").at(5), std::out_of_range);
}
