// A lost second factor over the API: a mail, the wait of three days, and what stops it.
#include "fotogal/account/second_factor_recovery.h"

#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "functions/sweep/handler.h"
#include "tests/support/factor_world.h"

namespace {

using namespace fotogal;
using std::chrono::hours;
using std::chrono::minutes;
using tests::Json;

constexpr const char* kAddress = "ann@example.com";

struct Lost : tests::FactorWorld {
  Lost() {
    SwitchOn();
    cloud.RunStarted();
  }
  tests::Reply Ask(const std::string& state) {
    return LogIn({{"state", state}, {"recover", true}});
  }
  // The token of the mail that is asked for.
  std::string Asked() {
    REQUIRE(Ask(State()).status == 202);
    cloud.RunStarted();
    const auto mail = LastMailTo(kAddress);
    REQUIRE(mail["subject"] == "Switch two-step log-in off");
    return TokenIn(mail, "recover");
  }
  void Begin() {
    const auto begun = Follow(Asked());
    REQUIRE(begun.status == 200);
    CHECK(begun.body["status"] == "recovery_begun");
    cloud.RunStarted();
  }
  std::vector<Json> Warnings() { return MailsWith(kAddress, "will be switched off"); }
  void Wait(hours time) {
    for (hours waited{0}; waited < time; ++waited) {
      cloud.now += hours(1);
      cloud.Invoke(&sweep::Handle, "{}");
      cloud.RunStarted();
    }
  }
  bool NeedsCode() {
    return LogIn({{"login", "ann"}, {"password", kPassword}}).Code() == "second_factor_required";
  }
};

}  // namespace

TEST_CASE("lost second factor: after a mail and three days the password is enough") {
  Lost world;
  world.Begin();
  CHECK(world.Warnings().size() == 1);
  world.Wait(hours(23));
  CHECK(world.Warnings().size() == 1);
  world.Wait(hours(48));
  CHECK(world.Warnings().size() == 3);
  CHECK(world.NeedsCode());
  world.Wait(hours(2));
  CHECK(world.LogIn({{"login", "ann"}, {"password", world.kPassword}}).status == 200);
  CHECK(world.MailsWith(kAddress, "Two-step log-in is off").size() == 1);
  CHECK(world.Warnings().size() == 3);
  world.cloud.RunStarted();  // of the log-in
  CHECK(world.cloud.Rows(schema::kJobs).empty());
  const auto ann = world.cloud.StartSession(world.ann);
  CHECK(world.Me(ann).body["second_factor"] == false);
}

TEST_CASE("lost second factor: what stops the wait") {
  const std::pair<const char*, std::function<void(Lost&)>> stops[] = {
      {"the link of the first day's mail, on the third",
       [](Lost& world) {
         const auto reply = world.Follow(world.TokenIn(world.Warnings().at(0), "stop"));
         CHECK(reply.body["status"] == "recovery_stopped");
       }},
      {"the link of the last mail",
       [](Lost& world) {
         const auto token = world.TokenIn(world.Warnings().back(), "stop");
         CHECK(world.Follow(token).status == 200);
         CHECK(world.Follow(token).Code() == "bad_token");
       }},
      {"a code",
       [](Lost& world) { CHECK(world.Answer(world.State(), world.Code()).status == 200); }},
      {"a recovery code",
       [](Lost& world) { CHECK(world.Answer(world.State(), world.recovery[0]).status == 200); }},
      {"a new password", [](Lost& world) {
         const Json body{{"old_password", world.kPassword}, {"new_password", "three calm boats"}};
         const auto ann = world.cloud.StartSession(world.ann);
         CHECK(world.cloud.Send(&account::Handle, {"PUT", "/v1/me/password", "", body.dump()}, &ann)
                   .status == 204);
       }}};
  for (const auto& [what, stop] : stops) {
    INFO(what);
    Lost world;
    world.Begin();
    world.Wait(hours(50));
    REQUIRE(world.Warnings().size() == 3);
    stop(world);
    world.Wait(hours(72));
    const auto ann = world.cloud.StartSession(world.ann);
    CHECK(world.Me(ann).body["second_factor"] == true);
    CHECK(world.Warnings().size() == 3);
    CHECK(world.MailsWith(kAddress, "Two-step log-in is off").empty());
    CHECK(world.cloud.Rows(schema::kJobs).empty());
  }
}

TEST_CASE("lost second factor: the link that begins the wait") {
  Lost world;
  const auto token = world.Asked();
  SECTION("works once") {
    CHECK(world.Follow(token).status == 200);
    CHECK(world.Follow(token).Code() == "bad_token");
  }
  SECTION("ends after an hour") {
    world.cloud.now += hours(1);
    CHECK(world.Follow(token).Code() == "bad_token");
  }
  SECTION("ends when a newer one is mailed") {
    world.cloud.now += minutes(2);
    const auto newer = world.Asked();
    CHECK(world.Follow(token).Code() == "bad_token");
    CHECK(world.Follow(newer).status == 200);
  }
  SECTION("ends with the second factor") {
    const auto body = Json{{"password", world.kPassword}, {"code", world.Code()}};
    REQUIRE(world.Totp("DELETE", body).status == 204);
    CHECK(world.Follow(token).Code() == "bad_token");
  }
  SECTION("is no link for a new password, nor the other way round") {
    const Json body{{"token", token}, {"new_password", "three calm green boats"}};
    CHECK(
        world.cloud.Send(&login::Handle, {"PUT", "/v1/password-resets", "", body.dump()}).Code() ==
        "bad_token");
    world.AskForReset(kAddress);
    world.cloud.RunStarted();
    CHECK(world.Follow(world.TokenIn(world.LastMailTo(kAddress), "reset")).Code() == "bad_token");
  }
}

TEST_CASE("lost second factor: asking for the mail") {
  Lost world;
  const auto state = world.State();
  CHECK(world.Ask("").Code() == "log_in_again");
  CHECK(world.LogIn({{"state", state}, {"recover", false}}).status == 422);
  CHECK(world.LogIn({{"state", state}, {"recover", true}, {"code", "000000"}}).status == 422);
  CHECK(world.LogIn({{"recover", true}}).status == 422);
  CHECK(world.Ask(state).status == 202);
  world.cloud.RunStarted();
  const auto soon = world.Ask(state);
  CHECK(soon.Code() == "too_many");
  CHECK(soon.raw.headers.Get("Retry-After") == "60");
  world.cloud.now += minutes(5);
  CHECK(world.Ask(state).Code() == "log_in_again");
}

TEST_CASE("lost second factor: nothing is removed while nobody can be told") {
  Lost world;
  world.Begin();
  world.cloud.services().config.mail.sender.clear();
  CHECK(world.Ask(world.State()).Code() == "mail_not_configured");
  world.Wait(hours(80));
  CHECK(world.NeedsCode());
}

TEST_CASE("lost second factor: a wait that was not looked at for days still tells three times") {
  Lost world;
  world.Begin();
  world.cloud.now += hours(69);
  world.Wait(hours(1));
  CHECK(world.Warnings().size() == 2);
  world.Wait(hours(47));
  CHECK(world.NeedsCode());
  CHECK(world.Warnings().size() == 3);
  world.Wait(hours(2));
  CHECK_FALSE(world.NeedsCode());
}

TEST_CASE("lost second factor: of two uses of one link at the same time one wins") {
  for (int n = 1;; ++n) {
    Lost world;
    const auto token = world.Asked();
    int second = 0, count = 0;
    const auto process = world.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      if (++count == n) second = world.Follow(token).status;
      return nullptr;
    });
    auto services = world.cloud.ServicesBy(process.transport);
    const Json body{{"token", token}};
    const int first =
        world.cloud
            .SendTo(services, &login::Handle, {"PUT", "/v1/email-verifications", "", body.dump()})
            .status;
    INFO("between requests " << n - 1 << " and " << n << ": " << first << ", " << second);
    if (second == 0) {
      REQUIRE(n > 3);
      break;
    }
    CHECK((first == 200) != (second == 200));
    world.cloud.RunStarted();
    CHECK(world.cloud.Rows(schema::kJobs).size() == 1);
  }
}

TEST_CASE("lost second factor: cut off at any request, the link and the wait still work") {
  using tests::Fault;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      Lost world;
      const auto token = world.Asked();
      world.cloud.transport().FailFrom(n, fault);
      const int cut = world.Follow(token).status;
      world.cloud.transport().Recover();
      INFO("cut at " << n << ": " << cut);
      const auto again = world.Follow(token);
      CHECK((again.status == 200 || again.Code() == "bad_token"));
      world.Wait(hours(75));
      CHECK_FALSE(world.NeedsCode());
      CHECK(world.Warnings().size() == 3);
      world.cloud.RunStarted();  // of the log-in
      CHECK(world.cloud.Rows(schema::kJobs).empty());
      if (cut == 200) {
        REQUIRE(n > 3);
        break;
      }
    }
  }
}
