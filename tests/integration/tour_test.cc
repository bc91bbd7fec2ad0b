// examples/tour.sh against a whole service: it ends well, and it notices what is wrong.
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

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
