#include "local/command/source_watch.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "common/unique_fd.h"
#include "fdk/testing/function_process.h"

using namespace local;
namespace fs = std::filesystem;

namespace {

struct Bench {
  Bench() {
    for (const char* name : {"feed", ".git", "build", "web/node_modules"})
      fs::create_directories(folder.path() + "/" + name);
  }
  void Write(const std::string& name) const { std::ofstream(folder.path() + "/" + name) << "x"; }
  fdk::testing::TempFolder folder;
  common::UniqueFd stop{eventfd(0, EFD_CLOEXEC)};
};

constexpr std::chrono::milliseconds kQuiet{20};
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("sources that change are told, each once, and nothing else is") {
  Bench bench;
  auto watch = SourceWatch::Open(bench.folder.path());
  REQUIRE(watch.ok());
  for (const char* name : {".git/a.cc", "build/a.cc", "web/node_modules/a.cc", "feed/a.txt",
                           "feed/.a.cc.swp", "feed/.#a.cc"})
    bench.Write(name);
  for (const char* name : {"feed/b.h", "feed/a.cc", "feed/a.cc", "CMakeLists.txt"})
    bench.Write(name);
  CHECK(watch->Await(bench.stop.get(), kQuiet) == Names{"CMakeLists.txt", "feed/a.cc", "feed/b.h"});
  fs::rename(bench.folder.path() + "/feed/a.txt", bench.folder.path() + "/feed/c.cc");
  CHECK(watch->Await(bench.stop.get(), kQuiet) == Names{"feed/c.cc"});
  fs::remove(bench.folder.path() + "/feed/c.cc");
  CHECK(watch->Await(bench.stop.get(), kQuiet) == Names{"feed/c.cc"});
}

TEST_CASE("a folder that comes later is watched, too") {
  Bench bench;
  auto watch = SourceWatch::Open(bench.folder.path());
  REQUIRE(watch.ok());
  fs::create_directories(bench.folder.path() + "/like");
  CHECK(watch->Await(bench.stop.get(), kQuiet) == Names{"like"});
  bench.Write("like/handler.cc");
  CHECK(watch->Await(bench.stop.get(), kQuiet) == Names{"like/handler.cc"});
}

TEST_CASE("waiting ends when it is stopped, and a folder that is not there is an error") {
  Bench bench;
  auto watch = SourceWatch::Open(bench.folder.path());
  REQUIRE(watch.ok());
  const std::uint64_t one = 1;
  REQUIRE(write(bench.stop.get(), &one, sizeof one) == sizeof one);
  CHECK(watch->Await(bench.stop.get(), kQuiet).empty());
  CHECK(SourceWatch::Open("/nowhere").error().message.find("/nowhere") != std::string::npos);
}
