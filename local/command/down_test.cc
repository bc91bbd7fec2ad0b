// What `fotogal down` does not touch; tests/integration/background_test.cc ends a running service.
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "fdk/testing/function_process.h"
#include "local/command/up.h"
#include "local/running/data_folder.h"

using namespace local;

TEST_CASE("down without a running service succeeds and creates nothing") {
  const fdk::testing::TempFolder folder;
  CHECK(Down(folder.path()) == 0);
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(Down(folder.path() + "/none") == 1);
}

TEST_CASE("down does not end another process that has the number of a killed one") {
  const fdk::testing::TempFolder folder;
  const DataFolder data{folder.path()};
  for (const ProcessMark& left : {ProcessMark{getpid(), "1@a"}, ProcessMark{getppid(), "1@a"}}) {
    std::ofstream(data.Lock()) << ToText(left);
    REQUIRE(WriteRunning(data, Running{}).ok());
    CHECK(Down(folder.path()) == 0);  // this process was not ended
  }
}

TEST_CASE("down fails when a process that cannot be seen holds the folder") {
  const fdk::testing::TempFolder folder;
  const DataFolder data{folder.path()};
  const auto lock = FolderLock::Take(data);
  REQUIRE(lock.ok());
  std::ofstream(data.Lock()) << "1 5@another-machine\n";
  CHECK(Down(folder.path()) == 1);
}
