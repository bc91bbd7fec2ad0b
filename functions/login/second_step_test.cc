#include "functions/login/second_step.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

struct Step {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");
  oci::Call call = cloud.NewCall();
  fdk::Request request;
  Exchange exchange{{cloud.services(), call}, request, {}, {}, {}};

  User Find() { return FindUser(exchange.context, ann.id).value().value(); }
  std::string Ask(const std::string& device) {
    const auto response = login::AskForCode(exchange, Find(), device);
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
  const auto first = login::OpenState(step.exchange, step.Ask("a device"));
  REQUIRE(first.ok());
  CHECK(first->user.id == step.ann.id);
  CHECK(first->device == "a device");
}

TEST_CASE("second step: a state that has ended, or is none") {
  Step step;
  const auto state = step.Ask("");
  step.cloud.now += std::chrono::minutes(5) - std::chrono::seconds(1);
  CHECK(login::OpenState(step.exchange, state).ok());
  step.cloud.now += std::chrono::seconds(1);
  CHECK(login::OpenState(step.exchange, state).error().code == "log_in_again");
  for (const char* none : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    CHECK(login::OpenState(step.exchange, none).error().code == "log_in_again");
}

TEST_CASE("second step: an account that is being deleted") {
  Step step;
  const auto state = step.Ask("");
  step.cloud.SetOfUser(step.ann, "deleting = true");
  CHECK(login::OpenState(step.exchange, state).error().code == "log_in_again");
}
