#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "local/command/up.h"

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
std::pair<std::string, int> Show(const std::string& data, const std::string& function) {
  std::ostringstream text;
  std::streambuf* const before = std::cout.rdbuf(text.rdbuf());
  const int exit_code = local::ShowLogs(data, function);
  std::cout.rdbuf(before);
  return {text.str(), exit_code};
}

using Shown = std::pair<std::string, int>;

}  // namespace

TEST_CASE("logs of all come with their names, in their order; of one without") {
  const Folder folder;
  folder.Log("login.log", "{\"a\":1}\nlast without an end");
  folder.Log("feed.log", "1\n\n2\n");
  folder.Log("feed2.log", "other\n");
  CHECK(Show(folder.path, "feed") == Shown("1\n\n2\n", 0));
  CHECK(Show(folder.path, "login") == Shown("{\"a\":1}\nlast without an end\n", 0));
  CHECK(Show(folder.path, "") == Shown("feed: 1\nfeed: \nfeed: 2\nfeed2: other\nlogin: {\"a\":1}\n"
                                       "login: last without an end\n",
                                       0));
}

TEST_CASE("no log is no success, and names lead nowhere else") {
  const Folder folder;
  folder.Log("feed.log", "1\n");
  std::ofstream(folder.path + "/cursor-key.log") << "secret";
  for (const char* name : {"fee", "feed.log", "../cursor-key", "*", "/etc/passwd", "."})
    CHECK(Show(folder.path, name) == Shown("", 1));
  CHECK(Show(folder.path + "/none", "") == Shown("", 1));
}
