// What prevents `fotogal up` and its processes from starting; tests/integration/lifecycle_test.cc
// tests a running one.
#include "local/command/up.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "local/http/listener.h"
#include "local/running/data_folder.h"

namespace {

struct Folder {
  Folder() {
    char pattern[] = "/tmp/up-test-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

local::UpOptions OptionsFor(const Folder& folder) {
  local::UpOptions options;
  options.port = 0;
  options.data = folder.path + "/data";
  return options;
}

bool LeftNothing(const local::UpOptions& options) { return !std::filesystem::exists(options.data); }

}  // namespace

TEST_CASE("a misspelt variable ends up before anything is started") {
  Folder folder;
  const auto options = OptionsFor(folder);
  setenv("FOTOGAL_BUDGET", "comments=1/2", 1);
  CHECK(local::Up(options, {}) == 1);
  unsetenv("FOTOGAL_BUDGET");
  CHECK_FALSE(std::filesystem::exists(options.data));
}

TEST_CASE("a port that is taken ends up before anything is started") {
  Folder folder;
  const auto taken = local::Listener::On("127.0.0.1", 0);
  REQUIRE(taken.ok());
  auto options = OptionsFor(folder);
  options.port = taken->port();
  CHECK(local::Up(options, {}) == 1);
  CHECK(LeftNothing(options));
}

TEST_CASE("a data folder that cannot be one ends up") {
  Folder folder;
  auto options = OptionsFor(folder);
  std::ofstream(options.data) << "a file";
  CHECK(local::Up(options, {}) == 1);
}

TEST_CASE("a specification that cannot be served ends up, and nothing is left running") {
  Folder folder;
  auto options = OptionsFor(folder);
  options.specification = folder.path + "/specification.json";
  CHECK(local::Up(options, {}) == 1);
  std::ofstream(options.specification) << R"({"routes": [], "unknown": 1})";
  CHECK(local::Up(options, {}) == 1);
  CHECK(LeftNothing(options));
}

TEST_CASE("a web client that is not built ends up") {
  Folder folder;
  auto options = OptionsFor(folder);
  options.web = folder.path;
  CHECK(local::Up(options, {}) == 1);
  CHECK(LeftNothing(options));
}

TEST_CASE("what can be served only by a build that is there leaves nothing without it") {
  Folder folder;
  auto options = OptionsFor(folder);
  options.dev = local::DevOptions{folder.path, folder.path + "/no-build"};
  CHECK(local::Up(options, {}) == 1);
  CHECK(LeftNothing(options));
}

TEST_CASE("a data folder that was there stays as it is when up fails") {
  Folder folder;
  auto options = OptionsFor(folder);
  std::filesystem::create_directory(options.data);
  std::ofstream(options.data + "/mine") << "kept";
  options.specification = folder.path + "/none.json";
  CHECK(local::Up(options, {}) == 1);
  CHECK(std::filesystem::exists(options.data + "/mine"));
}
