#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>

#include "local/command/up.h"

TEST_CASE("the gateway does not start where no FotoGal runs") {
  char pattern[] = "/tmp/serve-test-XXXXXX";
  const std::string path = mkdtemp(pattern);
  CHECK(local::RunServe({path + "/data", path + "/specification.json"}) == 1);
  std::filesystem::remove_all(path);
}
