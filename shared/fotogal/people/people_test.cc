#include "fotogal/people/people.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

TEST_CASE("people are found once each; who is unknown, suspended or going is left out") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob", true),
             gone = cloud.SignUp("gone"), judged = cloud.SignUp("judged");
  auto call = cloud.NewCall();
  cloud.SetOfUser(gone, "deleting = true");
  cloud.SetOfUser(judged, R"(suspension = {"reason": "why", "since_ts": 1})");
  const auto people = FindPeople({cloud.services(), call},
                                 {bob.id, 404, ann.id, ann.id, gone.id, judged.id, 0, -1});
  REQUIRE(people.ok());
  REQUIRE(people->size() == 2);
  CHECK(people->at(ann.id).full_name == "Name of ann");
  CHECK_FALSE(people->at(ann.id).is_private);
  CHECK(people->at(bob.id).username == "bob");
  CHECK(people->at(bob.id).is_private);
}

TEST_CASE("nobody is asked for without a request, and silence is not nobody") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  cloud.transport().FailFrom(1, standin::InProcessTransport::Fault::kLostRequest);
  CHECK(FindPeople({cloud.services(), call}, {})->empty());
  CHECK_FALSE(FindPeople({cloud.services(), call}, {1}).ok());
}
