#include "local/command/live_functions.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "common/files.h"
#include "fdk/testing/function_process.h"

using namespace local;
namespace fs = std::filesystem;

namespace {

// The folder of a build, and the copies that are served.
struct Bench {
  Bench() {
    fs::create_directories(built);
    Write("manifest.json", R"([{"name": "feed", "memory_mb": 256, "timeout_s": 30},
                               {"name": "like", "memory_mb": 256, "timeout_s": 30}])");
  }
  void Write(const std::string& name, const std::string& text) {
    fs::remove(built + "/" + name);
    std::ofstream(built + "/" + name) << text;
  }
  // Writes one program that runs as any function, by links with their names.
  void WriteOneProgram() {
    Write("all_functions", "program 1");
    for (const char* name : {"feed", "like"})
      fs::create_symlink("all_functions", built + "/" + name);
  }
  LiveFunctions Open() {
    auto functions = LiveFunctions::Open(folder.path() + "/live", built);
    REQUIRE(functions.ok());
    return std::move(*functions);
  }
  static std::string Served(const LiveFunctions& functions, const std::string& name) {
    FunctionSpec spec;
    spec.executable = functions.links() + "/" + name;
    return FollowLink(spec).executable;
  }
  static std::string Read(const std::string& path) { return common::ReadFile(path).value_or(""); }
  fdk::testing::TempFolder folder;
  std::string built = folder.path() + "/built";
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("functions are served from copies that the build does not change") {
  Bench bench;
  bench.Write("feed", "feed 1");
  bench.Write("like", "like 1");
  auto functions = bench.Open();
  const auto served = Bench::Served(functions, "feed");
  // a program of several functions is started by the function's name
  CHECK(fs::path(served).filename() == "feed");
  CHECK(Bench::Read(served) == "feed 1");
  fs::remove(bench.built + "/feed");
  CHECK(Bench::Read(Bench::Served(functions, "feed")) == "feed 1");
  CHECK_FALSE(functions.ServeChanged().ok());  // a build that is not finished
  CHECK(Bench::Read(Bench::Served(functions, "feed")) == "feed 1");
}

TEST_CASE("only what has another content is swapped, and what was served stays for a while") {
  Bench bench;
  bench.Write("feed", "feed 1");
  bench.Write("like", "like 1");
  auto functions = bench.Open();
  const auto first = Bench::Served(functions, "feed"), like = Bench::Served(functions, "like");
  bench.Write("feed", "feed 1");  // linked again, with the same content
  CHECK(functions.ServeChanged().value().empty());
  bench.Write("feed", "feed 2");
  CHECK(functions.ServeChanged().value() == Names{"feed"});
  const auto second = Bench::Served(functions, "feed");
  CHECK(second != first);
  CHECK(Bench::Read(second) == "feed 2");
  CHECK(Bench::Served(functions, "like") == like);
  CHECK(fs::exists(first));
  for (const char* text : {"feed 3", "feed 4"}) {
    bench.Write("feed", text);
    CHECK(functions.ServeChanged().value() == Names{"feed"});
  }
  CHECK(fs::exists(like));
  CHECK_FALSE(fs::exists(second));
}

TEST_CASE("one program that runs as any function is copied once, and all are swapped") {
  Bench bench;
  bench.WriteOneProgram();
  auto functions = bench.Open();
  const auto feed = Bench::Served(functions, "feed"), like = Bench::Served(functions, "like");
  CHECK(fs::path(like).filename() == "like");
  CHECK(fs::equivalent(feed, like));
  CHECK_FALSE(fs::equivalent(feed, bench.built + "/all_functions"));
  CHECK(functions.ServeChanged().value().empty());
  bench.Write("all_functions", "program 2");
  CHECK(functions.ServeChanged().value() == Names{"feed", "like"});
  CHECK(Bench::Read(Bench::Served(functions, "like")) == "program 2");
}

TEST_CASE("of one program only the functions that are told are swapped, the others when they are") {
  Bench bench;
  bench.WriteOneProgram();
  auto functions = bench.Open();
  const auto like = Bench::Served(functions, "like");
  bench.Write("all_functions", "program 2");
  CHECK(functions.ServeChanged({"feed"}).value() == Names{"feed"});
  CHECK(Bench::Read(Bench::Served(functions, "feed")) == "program 2");
  CHECK(Bench::Served(functions, "like") == like);
  CHECK(Bench::Read(like) == "program 1");
  CHECK(functions.ServeChanged().value() == Names{"like"});
}

TEST_CASE("a build that is not there is an error that names it") {
  Bench bench;
  const auto none = LiveFunctions::Open(bench.folder.path() + "/live", "/nowhere");
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().message.find("/nowhere/manifest.json") != std::string::npos);
  const auto half = LiveFunctions::Open(bench.folder.path() + "/live", bench.built);
  REQUIRE_FALSE(half.ok());
  CHECK(half.error().message.find("/feed") != std::string::npos);
}
