#include "fotogal/deletion/deletion.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "tests/support/domain_world.h"
#include "tests/support/ledger.h"

using namespace fotogal;

namespace {

struct Bench : tests::WorldOfAnn {
  std::optional<User> Current() {
    auto call = cloud.NewCall();
    return FindUser({cloud.services(), call}, ann.id).value();
  }
  Outcome<Unit> Delete(const User& user) {
    auto call = cloud.NewCall();
    return DeleteAccount({cloud.services(), call}, user);
  }
};

}  // namespace

TEST_CASE("a deleted account is hidden and logged out before anything else is gone") {
  Bench bench;
  REQUIRE(bench.Delete(*bench.Current()).ok());
  CHECK_FALSE(bench.Current());
  CHECK(bench.cloud.Rows(schema::kSessions).empty());
  CHECK(bench.cloud.Rows(schema::kUsers).size() == 1);
  CHECK(bench.cloud.Rows(schema::kIdentities).size() == 2);
  const auto jobs = bench.cloud.Rows(schema::kJobs);
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0]["kind"] == "deletion");
  CHECK(jobs[0].dump().find("ann@example.com") == std::string::npos);  // no name in clear
}

TEST_CASE("the job takes everything but the names, which it keeps for 30 days") {
  Bench bench;
  bench.cloud.Upload(bench.ann);
  REQUIRE(bench.Delete(*bench.Current()).ok());
  bench.cloud.RunJobs();
  for (const auto table :
       {schema::kUsers, schema::kImages, schema::kFeed, schema::kDirectory, schema::kJobs}) {
    INFO(table);
    CHECK(bench.cloud.Rows(table).empty());
  }
  const auto names = bench.cloud.Rows(schema::kIdentities);
  REQUIRE(names.size() == 2);
  for (const auto& name : names) CHECK(tests::IsKeptName(name));
  bench.cloud.now += schema::kNameKept + std::chrono::days(1);  // a TTL ends at midnight
  CHECK(bench.cloud.Rows(schema::kIdentities).empty());
}

TEST_CASE("an account whose password has changed since it was checked stays") {
  Bench bench;
  User checked = *bench.Current();
  checked.password_hash = "another";
  const auto refused = bench.Delete(checked);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().status == 503);
  CHECK(bench.Current());
  CHECK(bench.cloud.Rows(schema::kSessions).size() == 1);
  CHECK(bench.cloud.Rows(schema::kJobs).empty());
}
