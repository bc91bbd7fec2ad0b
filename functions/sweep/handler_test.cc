#include "functions/sweep/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/jobs.h"
#include "fotogal/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

TEST_CASE("sweep starts abandoned jobs and leaves leased ones alone") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.Upload(ann, 1);
  cloud.Upload(ann, 2);
  cloud.ForgetStarted();
  auto leased = cloud.Rows(schema::kJobs).at(0);
  leased["lease_until"] = ToMillis(cloud.now + std::chrono::hours(1));
  auto call = cloud.NewCall();
  REQUIRE(cloud.services().nosql->Put(call, schema::kJobs, leased).ok());

  CHECK(cloud.Invoke(&sweep::Handle, "{}").body["jobs_started"] == 0);  // calls may be at work
  cloud.now += kLongestCall + std::chrono::seconds(1);
  CHECK(cloud.Invoke(&sweep::Handle, "{}").body["jobs_started"] == 1);
  cloud.RunStarted();
  const auto left = cloud.Rows(schema::kJobs);
  REQUIRE(left.size() == 1);
  CHECK(left[0]["id"] == leased["id"]);
  CHECK(cloud.Invoke(&sweep::Handle, "{}").body["jobs_started"] == 0);
}
