#include "functions/login/second_step.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

struct Step {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");
  fdk::Request request;

  Outcome<login::FirstStep> Open(const std::string& state) {
    auto call = cloud.NewCall();
    return login::OpenState({{cloud.services(), call}, request, {}, {}, {}}, state);
  }
  std::string Ask(const std::string& device) {
    auto call = cloud.NewCall();
    const Exchange exchange{{cloud.services(), call}, request, {}, {}, {}};
    const User user = FindUser(exchange.context, ann.id).value().value();
    const auto response = login::AskForCode(exchange, user, device);
    CHECK(response.status == 401);
    CHECK(response.content_type == "application/problem+json");
    const auto body = nlohmann::json::parse(response.body);
    CHECK(body["code"] == "second_factor_required");
    return body["state"];
  }
};

}  // namespace

TEST_CASE("second step: a state brings back account and device") {
  Step step;
  const auto first = step.Open(step.Ask("a device"));
  REQUIRE(first.ok());
  CHECK(first->user.id == step.ann.id);
  CHECK(first->device == "a device");
}

TEST_CASE("second step: a state that has ended, or is none") {
  Step step;
  const auto state = step.Ask("");
  step.cloud.now += std::chrono::minutes(5) - std::chrono::seconds(1);
  CHECK(step.Open(state).ok());
  step.cloud.now += std::chrono::seconds(1);
  CHECK(step.Open(state).error().code == "log_in_again");
  for (const char* none : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    CHECK(step.Open(none).error().code == "log_in_again");
}

TEST_CASE("second step: an account that is being deleted") {
  Step step;
  const auto state = step.Ask("");
  step.cloud.SetOfUser(step.ann, "deleting = true");
  CHECK(step.Open(state).error().code == "log_in_again");
}
