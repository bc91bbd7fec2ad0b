#include "functions/fanout/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;

TEST_CASE("fanout refuses invalid calls and ignores jobs that no longer exist") {
  tests::TestCloud cloud;
  CHECK(cloud.Invoke(&fanout::Handle, "[]").status == 400);
  CHECK(cloud.Invoke(&fanout::Handle, R"({"id":"x","bucket":1})").status == 400);
  CHECK(cloud.Invoke(&fanout::Handle, R"({"id":5,"bucket":1})").status == 200);
  CHECK(cloud.Invoke(&fanout::Handle, "").status == 400);
  CHECK(cloud.Invoke(&fanout::Handle, R"({"id":5,"bucket":4294967297})").status == 400);
  CHECK(cloud.Invoke(&fanout::Handle, R"({"id":5,"bucket":-1})").status == 400);
}

TEST_CASE("fanout cut off at any request is finished by the next sweep") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  std::vector<tests::Person> followers;
  for (int i = 0; i < 5; ++i) {
    followers.push_back(cloud.SignUp("fan" + std::to_string(i)));
    cloud.Follow(followers.back(), ann);
  }
  cloud.RunJobs();
  size_t images = 0;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      INFO("cut at " << n);
      const auto image = cloud.Upload(ann, n);
      ++images;
      const auto job = cloud.Rows(schema::kJobs).at(0);
      const nlohmann::json event{{"bucket", job["bucket"]}, {"id", job["id"]}};
      cloud.transport().FailFrom(n, fault);
      const int cut = cloud.Invoke(&fanout::Handle, event.dump()).status;
      cloud.transport().Recover();
      cloud.RunJobs();
      CHECK(cloud.Rows(schema::kJobs).empty());
      for (const auto& follower : followers) CHECK(cloud.Feed(follower).size() == images);
      if (cut == 200) {
        REQUIRE(n > 5);
        break;
      }
    }
  }
}

TEST_CASE("a job with a valid lease is left to the run that has it") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.Upload(ann);
  const auto job = cloud.Rows(schema::kJobs).at(0);
  auto call = cloud.NewCall();
  auto row = job;
  row["lease_until"] = ToMillis(cloud.now + std::chrono::minutes(5));
  REQUIRE(cloud.services().nosql->Put(call, schema::kJobs, row).ok());
  const nlohmann::json event{{"bucket", job["bucket"]}, {"id", job["id"]}};
  cloud.Invoke(&fanout::Handle, event.dump());
  CHECK(cloud.Rows(schema::kJobs).size() == 1);
}
