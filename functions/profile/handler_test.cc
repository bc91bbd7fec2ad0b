#include "functions/profile/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

tests::Reply Get(tests::TestCloud& cloud, const std::string& username, const tests::Person* as) {
  return cloud.Send(&profile::Handle, {"GET", "/v1/users/" + username}, as);
}

}  // namespace

TEST_CASE("a private profile shows names to everyone and the rest to its followers") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  const auto own = Get(cloud, "ANN", &ann);
  CHECK(own.body["counts"]["followers"] == 0);
  const auto seen = Get(cloud, "ann", &bob);
  CHECK(seen.body["full_name"] == "Name of ann");
  CHECK(seen.body["counts"].is_null());
  CHECK(seen.body["relation"] == "none");
  CHECK(seen.raw.body.find("example.com") == std::string::npos);
  cloud.Follow(bob, ann);
  CHECK(Get(cloud, "ann", &bob).body["relation"] == "requested");
}

TEST_CASE("a blocked person does not find the profile; the blocker finds a stub") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  cloud.Block(ann, bob);
  CHECK(Get(cloud, "ann", &bob).raw.body == Get(cloud, "nobody", &bob).raw.body);
  const auto stub = Get(cloud, "bob", &ann);
  CHECK(stub.body["relation"] == "blocked");
  CHECK(stub.body["counts"].is_null());
  CHECK(Get(cloud, "bob", nullptr).status == 401);
}
