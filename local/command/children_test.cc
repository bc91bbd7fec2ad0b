#include "local/command/children.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "terminal/signals.h"

using namespace local;
namespace fs = std::filesystem;

namespace {

// The children run this executable with the hidden test case below.
const std::vector<std::string> kSleeper = {"sleeps until it is stopped",
                                           "--allow-running-no-tests"};

constexpr std::chrono::seconds kGrace{2};

struct Signals {
  Signals() { terminal::BlockSignals(); }
};

struct Bench : Signals {  // blocked before there is another thread, as in main
  Bench() {
    char pattern[] = "/tmp/children-test-XXXXXX";
    path = mkdtemp(pattern);
    setenv("CHILDREN_TEST_FOLDER", path.c_str(), 1);
  }
  ~Bench() {
    children.StopAll(kGrace);
    fs::remove_all(path);
  }
  std::vector<pid_t> Started() const {
    std::vector<pid_t> pids;
    for (const auto& entry : fs::directory_iterator(path)) {
      const auto name = entry.path().filename().string();
      if (name.find_first_not_of("0123456789") == std::string::npos)
        pids.push_back(std::stoi(name));
    }
    return pids;
  }
  std::string path;
  Children children;
};

}  // namespace

TEST_CASE("sleeps until it is stopped", "[.]") {
  const std::string folder = std::getenv("CHILDREN_TEST_FOLDER");
  std::ofstream(folder + "/" + std::to_string(getpid())) << "x";
  terminal::AwaitStopSignal();
  SUCCEED("the test that started this one looks at the files");
}

TEST_CASE("a child that was killed is started again, and StopAll stops it") {
  Bench bench;
  REQUIRE(bench.children.Start("sleeper", kSleeper, bench.path + "/log").ok());
  while (bench.Started().size() < 1) std::this_thread::yield();
  CHECK_FALSE(bench.children.LastHasDied());
  kill(bench.Started()[0], SIGKILL);
  std::thread stopper([&] {
    while (bench.Started().size() < 2) std::this_thread::yield();
    kill(getpid(), SIGTERM);
  });
  CHECK(bench.children.Watch(std::chrono::seconds(60), [] {}).ok());
  stopper.join();
  bench.children.StopAll(kGrace);
  for (const pid_t pid : bench.Started()) CHECK(kill(pid, 0) != 0);
}

TEST_CASE("a child that dies at once is not started again, and the error names its log") {
  Bench bench;
  const std::string log = bench.path + "/log";
  REQUIRE(bench.children.Start("broken", {"--no-such-option"}, log).ok());
  const auto watched = bench.children.Watch(std::chrono::seconds(60), [] {});
  REQUIRE_FALSE(watched.ok());
  CHECK(watched.error().message.find("broken") != std::string::npos);
  CHECK(watched.error().message.find(log) != std::string::npos);
  CHECK(fs::file_size(log) > 0);
}

TEST_CASE("tick is called between events") {
  Bench bench;
  int ticks = 0;
  CHECK(bench.children
            .Watch(std::chrono::seconds(0),
                   [&] {
                     if (++ticks == 3) kill(getpid(), SIGINT);
                   })
            .ok());
  CHECK(ticks == 3);
}

TEST_CASE("a signal before Watch is not lost") {
  Bench bench;
  CHECK_FALSE(Children::StopRequested());
  kill(getpid(), SIGTERM);
  CHECK(Children::StopRequested());
  CHECK(bench.children.Watch(std::chrono::seconds(60), [] {}).ok());
  CHECK_FALSE(Children::StopRequested());
}
