#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "local/command/up.h"

TEST_CASE("the stand-in serves a socket that is handed to it, and starts without none") {
  char pattern[] = "/tmp/standin-test-XXXXXX";
  const std::string path = mkdtemp(pattern);
  local::StandInOptions options;
  options.data = path + "/data";
  CHECK(local::RunStandIn(options) == 1);
  std::ofstream(path + "/file") << "x";
  options.data = path + "/file";
  CHECK(local::RunStandIn(options) == 1);
  std::filesystem::remove_all(path);
}
