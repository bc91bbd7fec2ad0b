#include "functions/follow/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "functions/profile/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

Json Counts(tests::TestCloud& cloud, const tests::Person& person) {
  return cloud.Send(&profile::Handle, {"GET", "/v1/users/" + person.username}, &person)
      .body["counts"];
}

}  // namespace

TEST_CASE("following a public account delivers its images; unfollowing takes them away") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const auto before = cloud.Upload(ann, 1);
  CHECK(cloud.Follow(bob, ann).body["relation"] == "following");
  CHECK(cloud.Follow(bob, ann).body["relation"] == "following");
  cloud.RunJobs();
  const auto after = cloud.Upload(ann, 2);
  cloud.RunJobs();
  CHECK(cloud.Feed(bob) == std::vector<std::string>{after, before});
  CHECK(Counts(cloud, ann)["followers"] == 1);
  CHECK(Counts(cloud, bob)["following"] == 1);
  CHECK(cloud.Follow(bob, ann, "DELETE").body["relation"] == "none");
  CHECK(cloud.Follow(bob, ann, "DELETE").body["relation"] == "none");
  CHECK(cloud.Feed(bob).empty());
  CHECK(cloud.CounterDifference().empty());
  CHECK(cloud.Rows(schema::kFollows).empty());
}

TEST_CASE("following a private account only asks") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  cloud.Upload(ann);
  CHECK(cloud.Follow(bob, ann).body["relation"] == "requested");
  cloud.RunJobs();
  CHECK(cloud.Feed(bob).empty());
  CHECK(Counts(cloud, ann)["followers"] == 0);
  CHECK(cloud.Follow(bob, ann, "DELETE").body["relation"] == "none");
  CHECK(cloud.Rows(schema::kFollows).empty());
}

TEST_CASE("follow refuses oneself, unknown names and people who block the caller") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  CHECK(cloud.Follow(ann, ann).Code() == "not_yourself");
  CHECK(cloud.Follow(ann, {"nobody", "", 0, ""}).status == 404);
  CHECK(cloud.Follow(ann, {"%2e%2e", "", 0, ""}).status == 404);
  cloud.Block(bob, ann);
  CHECK(cloud.Follow(ann, bob).status == 404);
  CHECK(cloud.Follow(bob, ann).Code() == "blocked");
  CHECK(cloud.Rows(schema::kFollows).empty());
}

TEST_CASE("follow cut off at any request: the retry leaves both sides agreeing") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto image = cloud.Upload(ann);
  const auto bob = cloud.SignUp("bob");
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const auto delay : {std::chrono::minutes(0), std::chrono::minutes(10)}) {
      int uncut = 0;
      for (int n = 1; uncut < 2; ++n) {
        uncut = 0;
        for (const char* method : {"PUT", "DELETE"}) {
          INFO(method << " cut at " << n << ", retried after " << delay.count() << " minutes");
          cloud.transport().FailFrom(n, fault);
          const int cut = cloud.Follow(bob, ann, method).status;
          cloud.transport().Recover();
          if (cut == 200) ++uncut;
          cloud.now += delay;
          CHECK(cloud.Follow(bob, ann, method).status == 200);
          const auto difference = cloud.CounterDifference();
          INFO(difference);
          REQUIRE(difference.empty());
          cloud.RunJobs();
          CHECK(cloud.Feed(bob).size() == (std::string(method) == "PUT" ? 1 : 0));
        }
        REQUIRE(n < 60);
      }
    }
  }
}
