// The second factor over the API: switching it on and off, and log-ins that ask for it.
#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "tests/support/factor_world.h"

namespace {

using namespace fotogal;
using tests::FactorWorld;
using tests::Json;

constexpr auto kPassword = FactorWorld::kPassword;

TEST_CASE("second factor: log-ins ask for a code, and it works once") {
  FactorWorld world;
  world.SwitchOn();
  CHECK(world.Me(world.ann).body["second_factor"] == true);
  const auto state = world.State();
  const auto code = world.Code();
  const auto in = world.Answer(state, code);
  CHECK(in.status == 200);
  CHECK(in.body["user"]["username"] == "ann");
  CHECK(world.Answer(state, code).Code() == "wrong_code");
  CHECK(world.Answer(world.State(), code).Code() == "wrong_code");
  world.cloud.now += totp::kStep;
  CHECK(world.Answer(state, world.Code()).status == 200);
}

TEST_CASE("second factor: each recovery code works once, however it is written") {
  FactorWorld world;
  world.SwitchOn();
  REQUIRE(world.recovery.size() == 10);
  auto typed = world.recovery[0];
  for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  const auto state = world.State();
  CHECK(world.Answer(state, typed).status == 200);
  CHECK(world.Answer(state, world.recovery[0]).Code() == "wrong_code");
  for (size_t i = 1; i < world.recovery.size(); ++i)
    CHECK(world.Answer(state, world.recovery[i]).status == 200);
  CHECK(world.Answer(state, world.Code()).status == 200);
}

TEST_CASE("second factor: the state of a log-in") {
  FactorWorld world;
  world.SwitchOn();
  const auto state = world.State();
  CHECK(world.Answer("", world.Code()).Code() == "log_in_again");
  CHECK(world.Answer(state + "A", world.Code()).Code() == "log_in_again");
  SECTION("ends after five minutes") {
    world.cloud.now += std::chrono::minutes(5);
    CHECK(world.Answer(state, world.Code()).Code() == "log_in_again");
  }
  SECTION("ends with the password") {
    const Json body{{"old_password", kPassword}, {"new_password", "three calm green boats"}};
    REQUIRE(
        world.cloud.Send(&account::Handle, {"PUT", "/v1/me/password", "", body.dump()}, &world.ann)
            .status == 204);
    CHECK(world.Answer(state, world.Code()).Code() == "log_in_again");
  }
  SECTION("is of one account") {
    const auto bob = world.SignUp("bob");
    CHECK(world.Answer(state, world.Code()).body["user"]["username"] == "ann");
  }
}

TEST_CASE("second factor: guesses are bounded, and a right code is not looked at meanwhile") {
  FactorWorld world;
  world.SwitchOn();
  const auto state = world.State();
  for (int i = 1; i <= 5; ++i) CHECK(world.Answer(state, "000000").status == (i == 5 ? 429 : 403));
  const auto locked = world.Answer(state, world.Code());
  CHECK(locked.Code() == "too_many_attempts");
  CHECK(locked.raw.headers.Get("Retry-After") == "30");
  world.cloud.now += std::chrono::seconds(31);
  CHECK(world.Answer(state, world.Code()).status == 200);
  CHECK(world.Answer(state, "000000").status == 403);
}

TEST_CASE("second factor: offers") {
  FactorWorld world;
  CHECK(world.Totp("PUT", {{"code", "000000"}}).Code() == "not_offered");
  CHECK(world.Totp("POST", {{"password", "wrong"}}).Code() == "wrong_password");
  world.Offer();
  const auto first = world.Code();
  SECTION("a new one takes the place of the one before") {
    world.Offer();
    if (world.Code() != first) CHECK(world.Totp("PUT", {{"code", first}}).Code() == "wrong_code");
    CHECK(world.Totp("PUT", {{"code", world.Code()}}).status == 200);
  }
  SECTION("ends after ten minutes") {
    world.cloud.now += std::chrono::minutes(10);
    CHECK(world.Totp("PUT", {{"code", world.Code()}}).Code() == "not_offered");
  }
  SECTION("none while it is on") {
    CHECK(world.Totp("PUT", {{"code", first}}).status == 200);
    CHECK(world.Totp("POST", {{"password", kPassword}}).Code() == "second_factor_on");
    CHECK(world.Totp("PUT", {{"code", world.Code(1)}}).Code() == "second_factor_on");
  }
  CHECK(world.LogIn({{"login", "ann"}, {"password", "wrong"}}).Code() == "bad_credentials");
}

TEST_CASE("second factor: switching it off needs password and code, and each change is mailed") {
  FactorWorld world;
  world.SwitchOn();
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "second factor").size() == 1);
  CHECK(world.Totp("DELETE", {{"password", "wrong"}, {"code", world.Code()}}).Code() ==
        "wrong_password");
  CHECK(world.Totp("DELETE", {{"password", kPassword}, {"code", "000000"}}).Code() == "wrong_code");
  CHECK(world.Totp("DELETE", {{"password", kPassword}, {"code", world.recovery[3]}}).status == 204);
  CHECK(world.Me(world.ann).body["second_factor"] == false);
  CHECK(world.LogIn({{"login", "ann"}, {"password", kPassword}}).status == 200);
  CHECK(world.Totp("DELETE", {{"password", kPassword}, {"code", world.Code()}}).Code() ==
        "second_factor_off");
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "second factor").size() == 2);
}

TEST_CASE("second factor: neither secret nor codes are in rows, exports or answers") {
  FactorWorld world;
  world.SwitchOn();
  const auto rows = Json(world.cloud.Rows(schema::kUsers)).dump() +
                    Json(world.cloud.Rows(schema::kTokens)).dump();
  CHECK(rows.find(totp::Base32(world.secret)) == std::string::npos);
  for (const auto& code : world.recovery) CHECK(rows.find(code.substr(0, 9)) == std::string::npos);
  CHECK(schema::IsKeptBack("second_factor"));
  CHECK(schema::IsKeptBack("second_factor_op"));
}

TEST_CASE("second factor: of two uses of one code at the same time one wins") {
  for (int n = 1;; ++n) {
    FactorWorld world;
    world.SwitchOn();
    const auto state = world.State();
    const auto code = world.recovery[0];
    bool ran = false;
    int second = 0, count = 0;
    const auto process = world.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      if (++count == n && !ran) {
        ran = true;
        second = world.Answer(state, code).status;
      }
      return nullptr;
    });
    auto services = world.cloud.ServicesBy(process.transport);
    const Json body{{"state", state}, {"code", code}};
    const int first =
        world.cloud.SendTo(services, &login::Handle, {"POST", "/v1/login", "", body.dump()}).status;
    INFO("between requests " << n - 1 << " and " << n << ": " << first << ", " << second);
    if (!ran) {
      REQUIRE(n > 3);
      break;
    }
    CHECK((first == 200) != (second == 200));
  }
}

}  // namespace
