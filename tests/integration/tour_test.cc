// examples/tour.sh with a whole service: it succeeds, however often it runs, and notices what is
// wrong.
#include <httplib.h>
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "tests/support/running_service.h"

using namespace tests;

namespace {

struct Tour {
  int status = -1;
  std::string output;
};

Tour Walk(const RunningService& service) {
  const std::string command = "bash " FOTOGAL_SOURCE_DIR "/examples/tour.sh http://127.0.0.1:" +
                              std::to_string(service.port()) + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Tour tour;
  char buffer[4096];
  for (size_t count; (count = fread(buffer, 1, sizeof(buffer), pipe)) > 0;)
    tour.output.append(buffer, count);
  const int ended = pclose(pipe);
  if (WIFEXITED(ended)) tour.status = WEXITSTATUS(ended);
  return tour;
}

}  // namespace

TEST_CASE("the tour walks the whole service") {
  RunningService service;
  const auto tour = Walk(service);
  INFO(tour.output);
  CHECK(tour.status == 0);
  CHECK(tour.output.ends_with("The tour is done: everything was as expected.\n"));
}

namespace {

// Somebody at the same address who sends wrong passwords, before and during the tour.
class WrongTypist {
 public:
  explicit WrongTypist(int port) : port_(port) {
    while (statuses_.count(429) == 0) Type();
    thread_ = std::thread([this] {
      std::unique_lock lock(mutex_);
      while (!changed_.wait_for(lock, std::chrono::milliseconds(300), [this] { return stop_; }))
        Type();
    });
  }
  ~WrongTypist() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  void Type() {
    httplib::Client client("127.0.0.1", port_);
    const Json form{{"login", "nobody" + std::to_string(typed_++ % 3)},
                    {"password", "a wrong password"},
                    {"session", "cookie"}};
    const auto answer = client.Post("/v1/login", form.dump(), "application/json");
    if (answer) statuses_.insert(answer->status);
  }

  const int port_;
  int typed_ = 0;
  std::set<int> statuses_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace

TEST_CASE("the tour walks again and again, beside wrong passwords from the same address") {
  RunningService service;
  const WrongTypist typist(service.port());
  const int tours = std::getenv("FOTOGAL_NIGHTLY") != nullptr ? 10 : 3;
  for (int i = 0; i < tours; ++i) {
    const auto tour = Walk(service);
    INFO(tour.output);
    REQUIRE(tour.status == 0);
  }
}

TEST_CASE("the tour stops at what it did not expect, and says what") {
  Json specification =
      Json::parse(std::ifstream(FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in"));
  auto& routes = specification["routes"];
  const auto page = std::find_if(routes.begin(), routes.end(),
                                 [](const Json& route) { return route["path"] == "/v1/{path*}"; });
  REQUIRE(page != routes.end());
  Json health = *page;
  health["path"] = "/v1/health";
  health["backend"]["status"] = 200;
  health["backend"]["body"] = R"({"status":"degraded"})";
  for (auto& route : routes) {
    if (route["path"] == "/v1/health") route = health;
  }
  char folder[] = "/tmp/fotogal-tour-XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  const std::string path = std::string(folder) + "/deployment.json";
  std::ofstream(path) << specification.dump();
  {
    RunningService service({{"--specification", path}, ""});
    const auto tour = Walk(service);
    INFO(tour.output);
    CHECK(tour.status == 1);
    CHECK(tour.output.find("NOT AS EXPECTED: it[\"status\"] is degraded, not ok") !=
          std::string::npos);
    CHECK(tour.output.find("Ana") == std::string::npos);
  }
  std::filesystem::remove_all(folder);
}
