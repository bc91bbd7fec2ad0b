// What `fotogal invoke` refuses before it calls anything; tests/integration/lifecycle_test.cc makes
// calls.
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "local/command/up.h"
#include "local/running/data_folder.h"

namespace {

struct Folder {
  Folder() {
    char pattern[] = "/tmp/invoke-test-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

// The exit code; standard input is empty.
int ExitOf(const local::InvokeOptions& options) {
  const int input = dup(STDIN_FILENO);
  REQUIRE(freopen("/dev/null", "r", stdin) != nullptr);
  const int exit_code = local::Invoke(options);
  dup2(input, STDIN_FILENO);
  close(input);
  return exit_code;
}

}  // namespace

TEST_CASE("without a running service, or with headers that are none, nothing is called") {
  const Folder folder;
  local::InvokeOptions options;
  options.data = folder.path;
  options.function = "feed";
  CHECK(ExitOf(options) == 1);  // nothing runs here
  options.data = "/dev/null";
  CHECK(ExitOf(options) == 1);

  options.data = folder.path;
  local::Running running;
  running.standin_url = running.functions_url = "http://127.0.0.1:1";
  running.function_config = {{"FOTOGAL_OBJECT_NAMESPACE", "n"},
                             {"FOTOGAL_BUCKET", "b"},
                             {"FOTOGAL_CURSOR_KEY", "0123456789abcdef"},
                             {"FOTOGAL_NOSQL_ENDPOINT", "http://127.0.0.1:1"}};
  REQUIRE(local::WriteRunning({folder.path}, running).ok());
  const auto lock = local::FolderLock::Take({folder.path});
  REQUIRE(lock.ok());
  for (const char* header : {"", "no colon", ": value", ":"}) {
    INFO(header);
    options.headers = {header};
    CHECK(ExitOf(options) == 1);
  }
  options.headers = {"X-A: b", "X-Empty:"};
  CHECK(ExitOf(options) == 1);  // nobody listens there
  options.as = "ann";
  CHECK(ExitOf(options) == 1);
}
