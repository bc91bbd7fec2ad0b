#include "local/command/logs.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "common/rfc3339.h"

namespace {

struct Folder {
  Folder() {
    char pattern[] = "/tmp/logs-test-XXXXXX";
    path = mkdtemp(pattern);
    std::filesystem::create_directories(path + "/logs");
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void Log(const std::string& name, const std::string& text) const {
    std::ofstream(path + "/logs/" + name) << text;
  }
  std::string path;
};

// What it prints, and its exit code.
std::pair<std::string, int> Show(local::LogsOptions options) {
  std::ostringstream text;
  std::streambuf* const before = std::cout.rdbuf(text.rdbuf());
  const int exit_code = local::ShowLogs(options);
  std::cout.rdbuf(before);
  return {text.str(), exit_code};
}

using Shown = std::pair<std::string, int>;

std::string Call(const std::string& time, int status) {
  return R"({"status":)" + std::to_string(status) + R"(,"time":")" + time + "\"}\n";
}
const std::string kEarly = Call("2026-11-28T10:00:00.000Z", 200),
                  kLate = Call("2026-11-28T10:00:02.000Z", 500),
                  kBetween = Call("2026-11-28T10:00:01.000Z", 200);

}  // namespace

TEST_CASE("logs of all are merged by time, those asked for are shown alone") {
  const Folder folder;
  folder.Log("login.log", kEarly + kLate);
  folder.Log("feed.log", kBetween + "last without an end");
  folder.Log("feed2.log", "other\n");
  CHECK(Show({.data = folder.path, .sources = {"login"}, .json = true}) ==
        Shown(kEarly + kLate, 0));
  CHECK(Show({.data = folder.path, .sources = {"login", "feed"}, .json = true}) ==
        Shown(kEarly + kBetween + "last without an end\n" + kLate, 0));
  CHECK(Show({.data = folder.path, .json = true}) ==
        Shown("other\n" + kEarly + kBetween + "last without an end\n" + kLate, 0));
  CHECK(Show({.data = folder.path, .sources = {"login"}, .errors = true, .json = true}) ==
        Shown(kLate, 0));
  const auto readable = Show({.data = folder.path, .sources = {"login"}});
  CHECK(readable.first.starts_with("10:00:00.000 login     200 "));
  CHECK(readable.second == 0);
}

TEST_CASE("lines that are too old are left out") {
  const Folder folder;
  const std::string now = Call(common::Rfc3339(std::chrono::system_clock::now()), 200);
  folder.Log("feed.log", kEarly + now);
  CHECK(Show({.data = folder.path, .since = "1h", .json = true}) == Shown(now, 0));
  CHECK(Show({.data = folder.path, .since = "an hour"}) == Shown("", 1));
}

TEST_CASE("a line whose time is unknown is never left out as too old, one that must be old is") {
  const Folder folder;
  const std::string failed = "fdk: call c1: failed: no; answered 502\n";
  folder.Log("feed.log", failed);
  CHECK(Show({.data = folder.path, .since = "10m", .errors = true, .json = true}) ==
        Shown(failed, 0));
  folder.Log("feed.log", "before\n" + kEarly + failed);
  CHECK(Show({.data = folder.path, .since = "10m", .json = true}) == Shown(failed, 0));
  const auto file = folder.path + "/logs/feed.log";
  std::filesystem::last_write_time(file,
                                   std::filesystem::last_write_time(file) - std::chrono::hours(1));
  CHECK(Show({.data = folder.path, .since = "10m", .json = true}) == Shown("", 0));
}

TEST_CASE("a missing log is an error, and a source's name cannot lead out of the folder") {
  const Folder folder;
  folder.Log("feed.log", "1\n");
  folder.Log("feed.old", "2\n");
  std::ofstream(folder.path + "/cursor-key.log") << "secret";
  for (const char* name : {"fee", "feed.log", "feed.old", "../cursor-key", "*", "/etc/passwd", "."})
    CHECK(Show({.data = folder.path, .sources = {name}}) == Shown("", 1));
  CHECK(Show({.data = folder.path + "/none"}) == Shown("", 1));
}
