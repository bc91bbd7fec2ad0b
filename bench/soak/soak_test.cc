// A few seconds of `make soak`; ten minutes with FOTOGAL_NIGHTLY=1.
#include "bench/soak/soak.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <numeric>

using namespace bench;

namespace {

SoakResults Good() {
  SoakResults results;
  results.reconciled = "Nothing was to be mended.\n";
  results.usage.resize(30, {20, 30, 100, 40, 50, 12});
  results.comparison.compared = 7;
  return results;
}

}  // namespace

TEST_CASE("what was acknowledged is there after kills and faults, once, and nothing grows") {
  const bool nightly = std::getenv("FOTOGAL_NIGHTLY") != nullptr;
  SoakOptions options;
  options.time = std::chrono::seconds(nightly ? 600 : 9);
  options.people = nightly ? 16 : 4;
  const auto results = Soak(options);
  INFO(ToMarkdown(options, results));
  auto unmet = results.Unmet();
  // In seconds everything grows to what it needs.
  if (!nightly)
    std::erase_if(unmet, [](const auto& one) { return one.find("grow") != std::string::npos; });
  CHECK(unmet.empty());
  CHECK(results.comparison.compared > 50);
  CHECK(results.load.Sum().times.count() > 50);
  const auto kills = std::accumulate(results.kills.begin(), results.kills.end(), 0L,
                                     [](long sum, const auto& one) { return sum + one.second; });
  CHECK(kills > 2);
  CHECK_FALSE(results.faults.empty());
}

TEST_CASE("what does not hold is told") {
  const SoakOptions options;
  CHECK(Good().Unmet().empty());
  CHECK(ToMarkdown(options, Good()).find("Not met") == std::string::npos);
  auto lost = Good();
  lost.comparison.differences = {"a like is lost"};
  CHECK(lost.Unmet().size() == 1);
  CHECK(ToMarkdown(options, lost).find("Not met: a like is lost") != std::string::npos);
  auto mended = Good();
  mended.reconciled = "mended counters: 1\n";
  mended.counters = "one";
  CHECK(mended.Unmet().size() == 2);
  auto unseen = Good();
  unseen.usage.clear();
  CHECK(unseen.Unmet().size() == 1);
  auto growing = Good();
  for (size_t i = 20; i < 30; ++i) growing.usage[i].cloud_mb = 60;
  for (size_t i = 20; i < 30; ++i) growing.usage[i].instances = 40;
  CHECK(growing.Unmet().size() == 2);
}

TEST_CASE("what a process without children holds is nothing") {
  const auto usage = UsageOf(getpid());
  CHECK(usage.instances == 0);
  CHECK(usage.gateway_mb == 0);
}
