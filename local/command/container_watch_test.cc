#include "local/command/container_watch.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "fdk/testing/function_process.h"

using namespace local;

namespace {

// Runs a process that watches `path` and then ends in order or is killed.
void RunAndEnd(const std::string& path, bool killed) {
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t pid = fork();
  if (pid == 0) {
    {
      Spawner spawner;
      const auto watch = DeathWatch::Start(spawner, {"/bin/touch", path});
      char byte = watch.ok() ? 'y' : 'n';
      if (write(ready[1], &byte, 1) != 1) _exit(2);
      if (killed) pause();
    }
    _exit(0);
  }
  close(ready[1]);
  char byte = 0;
  CHECK(read(ready[0], &byte, 1) == 1);
  CHECK(byte == 'y');
  close(ready[0]);
  if (killed) kill(pid, SIGKILL);
  REQUIRE(waitpid(pid, nullptr, 0) == pid);
}

}  // namespace

TEST_CASE("a death watch acts when its process is killed, not when it ends in order") {
  char folder[] = "/tmp/fotogal-watch-XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  const std::string orderly = std::string(folder) + "/orderly", killed = std::string(folder) + "/k";
  RunAndEnd(orderly, false);
  RunAndEnd(killed, true);
  CHECK(fdk::testing::Await([&] { return std::filesystem::exists(killed); }));
  CHECK_FALSE(std::filesystem::exists(orderly));
  std::filesystem::remove_all(folder);
}
