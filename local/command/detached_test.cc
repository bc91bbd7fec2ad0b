#include "local/command/detached.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "common/files.h"
#include "fdk/testing/function_process.h"

using namespace local;

namespace {

std::string LogIn(const std::string& folder) {
  return common::ReadFile(folder + "/logs/up.log").value_or("");
}

}  // namespace

TEST_CASE("up --detach returns when the service is ready, and the service keeps running") {
  const fdk::testing::TempFolder folder;
  const std::string gate = folder.path() + "/gate";
  REQUIRE(mkfifo(gate.c_str(), 0600) == 0);
  const auto ready = RunDetached(folder.path(), [&](const OnReady& on_ready) -> oci::Status {
    if (getsid(0) != getpid()) return oci::ConfigurationError("in somebody's session");
    on_ready({"It is ready", "http://x"});
    std::ifstream(gate).get();  // until the test opens it
    std::ofstream(folder.path() + "/done.part") << "done";
    std::filesystem::rename(folder.path() + "/done.part", folder.path() + "/done");
    return oci::Ok();
  });
  REQUIRE(ready.ok());
  CHECK(ready->line == "It is ready");
  CHECK(ready->url == "http://x");
  CHECK(LogIn(folder.path()) == "It is ready\n");
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/done"));
  std::ofstream(gate).put('x');
  while (!std::filesystem::exists(folder.path() + "/done")) usleep(1000);
}

TEST_CASE("when the service does not start, --detach returns its error") {
  const fdk::testing::TempFolder folder;
  const auto failed = RunDetached(folder.path(), [](const OnReady&) -> oci::Status {
    return oci::ConfigurationError("port 1: taken");
  });
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().message == "port 1: taken");
  CHECK(LogIn(folder.path()) == "fotogal: port 1: taken\n");
  for (const bool killed : {true, false}) {
    const auto silent = RunDetached(folder.path(), [&](const OnReady&) -> oci::Status {
      if (killed) raise(SIGKILL);
      return oci::Ok();
    });
    REQUIRE_FALSE(silent.ok());
    CHECK(silent.error().message.find("see " + folder.path() + "/logs/up.log") !=
          std::string::npos);
  }
  CHECK_FALSE(
      RunDetached(folder.path() + "/no/folder", [](const OnReady&) { return oci::Ok(); }).ok());
}
