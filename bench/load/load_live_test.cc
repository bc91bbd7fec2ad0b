// `fotogal bench load` with a whole service.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "bench/load/load_bench.h"
#include "tests/support/running_service.h"

using namespace bench;

namespace {

LoadBenchOptions OptionsFor(const tests::RunningService& service) {
  LoadBenchOptions options;
  options.url = "http://localhost:" + std::to_string(service.port());
  options.people = 2;
  options.seconds = 1;
  return options;
}

}  // namespace

TEST_CASE("two people keep a service busy: every work is done, and nothing is refused") {
  tests::RunningService service;
  Population population({"localhost", service.port()}, 2);
  for (const auto& share : kMix) {
    INFO(share.name);
    const auto results = RunLoad(
        population, {.time = std::chrono::seconds(30), .most = 4, .only = share.work, .seed = 3});
    const auto& tally = results.by_work[static_cast<size_t>(share.work)];
    CHECK(tally.times.count() == 4);
    CHECK(tally.failures.empty());
  }
  const auto& promised = population.visitors().front()->promises();
  CHECK(promised.follows.size() == 3);  // two authors, and the other one
  const auto open = RunLoad(
      population, {.rate = 50, .time = std::chrono::milliseconds(500), .most = 12, .seed = 3});
  CHECK(open.Sum().times.count() == 12);
  const std::string name = population.visitors().front()->member().username();
  population.Leave();
  const auto somebody = tests::Client::SignUp(service, "somebody");
  CHECK(somebody.SendPatiently("GET", "/v1/users/" + name).status == 404);

  const std::string folder = service.data() + "/results";
  auto options = OptionsFor(service);
  options.folder = folder;
  CHECK(RunLoadBench(options) == 0);
  CHECK(std::filesystem::file_size(folder + "/load.md") > 300);
  CHECK(std::filesystem::file_size(folder + "/load.svg") > 300);
  options.only = "nap";
  CHECK(RunLoadBench(options) == 1);
  options.url = "localhost:80";
  CHECK(RunLoadBench(options) == 1);
}
