#include "fotogal/export/exports.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnn {
  Export Request() {
    auto call = cloud.NewCall();
    const auto user = FindUser({cloud.services(), call}, ann.id).value();
    return StartExport({cloud.services(), call}, *user).value();
  }
  Export Look() {
    auto call = cloud.NewCall();
    return FindExport({cloud.services(), call}, ann.id).value();
  }
  size_t Objects() {
    auto call = cloud.NewCall();
    return cloud.services().objects->List(call, ExportFolder(ann.id), "", 100)->objects.size();
  }
};

}  // namespace

TEST_CASE("an export is asked for, made, and then handed out until it is a day old") {
  Bench bench;
  bench.cloud.Upload(bench.ann);
  const auto asked = bench.Request();
  CHECK(asked.stage == Export::Stage::kPreparing);
  CHECK(asked.total == 1);
  CHECK(bench.Request().stage == Export::Stage::kPreparing);
  CHECK(bench.Look().stage == Export::Stage::kPreparing);
  CHECK(bench.cloud.Rows(schema::kJobs).size() == 2);  // one export, one fan-out
  bench.cloud.RunJobs();
  const auto ready = bench.Request();
  CHECK(ready.stage == Export::Stage::kReady);
  CHECK(bench.Look().access_uri == ready.access_uri);
  CHECK(ready.size > 0);
  CHECK(ready.access_uri.starts_with("/p/"));
  CHECK(ready.expires_at > bench.cloud.now);
  bench.cloud.now = ready.expires_at + std::chrono::seconds(1);
  CHECK(bench.Look().stage == Export::Stage::kNone);
  CHECK(bench.Request().stage == Export::Stage::kPreparing);
}

TEST_CASE("archives of a day ago are removed, younger ones are not") {
  Bench bench;
  bench.Request();
  bench.cloud.RunJobs();
  const auto objects = bench.Objects();
  REQUIRE(objects > 0);
  const auto expires_at = bench.Request().expires_at;
  bench.cloud.now = expires_at - std::chrono::seconds(1);
  auto call = bench.cloud.NewCall();
  REQUIRE(RemoveOldExports({bench.cloud.services(), call}).ok());
  CHECK(bench.Objects() == objects);
  bench.cloud.now = expires_at + std::chrono::seconds(1);
  auto later = bench.cloud.NewCall();
  REQUIRE(RemoveOldExports({bench.cloud.services(), later}).ok());
  CHECK(bench.Objects() == 0);
}
