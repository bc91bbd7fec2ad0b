// Forgotten passwords: over the API, with the mails that the stand-in has kept.
#include <catch2/catch_test_macros.hpp>
#include <regex>

#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "tests/support/mail_world.h"

using namespace fotogal;
using tests::Json;
using tests::MailWorld;

namespace {

struct Recovery : MailWorld {
  tests::Reply Reset(const std::string& token, const std::string& password) {
    const Json body{{"token", token}, {"new_password", password}};
    return cloud.Send(&login::Handle, {"PUT", "/v1/password-resets", "", body.dump()});
  }
  bool LogsIn(const std::string& password) {
    const Json body{{"login", "ann"}, {"password", password}};
    return cloud.Send(&login::Handle, {"POST", "/v1/login", "", body.dump()}).status == 200;
  }
};

constexpr const char* kOld = "password of ann";
constexpr const char* kNew = "three calm green boats";

}  // namespace

TEST_CASE("recovery: a mailed link sets a new password, once, and ends every session") {
  Recovery world;
  const auto ann = world.SignUp("ann");
  REQUIRE(world.AskForReset("ann@example.com").status == 202);
  world.cloud.RunJobs();
  const auto mail = world.LastMailTo("ann@example.com");
  CHECK(mail["subject"] == "Choose a new password");
  const auto token = world.TokenIn(mail, "reset");
  CHECK(world.Reset(token, kNew).status == 204);
  CHECK_FALSE(world.LogsIn(kOld));
  CHECK(world.LogsIn(kNew));
  CHECK_FALSE(world.IsLoggedIn(ann));
  SECTION("the address has shown to be the person's") {
    const auto again = world.cloud.StartSession(ann);
    CHECK(world.Me(again).body["email_verified"] == true);
  }
  SECTION("a second use fails") {
    const auto second = world.Reset(token, "four loud red boats");
    CHECK(second.status == 400);
    CHECK(second.Code() == "bad_token");
    CHECK(world.LogsIn(kNew));
  }
  SECTION("the change is told by mail") {
    world.cloud.RunJobs();
    CHECK(world.MailsWith("ann@example.com", "password was changed").size() == 1);
  }
}

TEST_CASE("recovery: a link ends after an hour, and when another one is mailed") {
  Recovery world;
  world.SignUp("ann");
  world.AskForReset("ann@example.com");
  world.cloud.RunJobs();
  const auto first = world.TokenIn(world.LastMailTo("ann@example.com"), "reset");
  SECTION("an hour") {
    world.cloud.now += std::chrono::minutes(61);
    CHECK(world.Reset(first, kNew).Code() == "bad_token");
  }
  SECTION("another") {
    world.cloud.now += std::chrono::minutes(2);
    world.AskForReset("ann@example.com");
    world.cloud.RunJobs();
    CHECK(world.Reset(first, kNew).Code() == "bad_token");
    const auto second = world.TokenIn(world.LastMailTo("ann@example.com"), "reset");
    CHECK(world.Reset(second, kNew).status == 204);
  }
  SECTION("a changed password") {
    const auto ann = world.cloud.StartSession(world.people.at("ann"));
    const Json body{{"old_password", kOld}, {"new_password", "a password of her own"}};
    REQUIRE(world.cloud.Send(&account::Handle, {"PUT", "/v1/me/password", "", body.dump()}, &ann)
                .status == 204);
    CHECK(world.Reset(first, kNew).Code() == "bad_token");
  }
}

TEST_CASE("recovery: tokens that nobody was mailed") {
  Recovery world;
  const auto ann = world.SignUp("ann");
  world.SignUp("bob");
  world.AskForReset("ann@example.com");
  world.AskForReset("bob@example.com");
  world.cloud.RunJobs();
  const auto of_ann = world.TokenIn(world.LastMailTo("ann@example.com"), "reset");
  const auto of_bob = world.TokenIn(world.LastMailTo("bob@example.com"), "reset");
  CHECK(world.Reset("", kNew).Code() == "bad_token");
  CHECK(world.Reset("x", kNew).Code() == "bad_token");
  CHECK(world.Reset(std::string(70, 'A'), kNew).Code() == "bad_token");
  // the account of one, the secret of the other
  CHECK(world.Reset(of_bob.substr(0, 20) + of_ann.substr(20), kNew).Code() == "bad_token");
  auto damaged = of_ann;
  damaged[40] = damaged[40] == 'A' ? 'B' : 'A';
  CHECK(world.Reset(damaged, kNew).Code() == "bad_token");
  const auto of_address =
      world.TokenIn(world.MailsWith("ann@example.com", "Confirm").at(0), "verify");
  CHECK(world.Reset(of_address, kNew).Code() == "bad_token");
  CHECK(world.IsLoggedIn(ann));
  CHECK(world.LogsIn(kOld));
}

TEST_CASE("recovery: an invalid new password leaves the link as it is") {
  Recovery world;
  world.SignUp("ann");
  world.AskForReset("ann@example.com");
  world.cloud.RunJobs();
  const auto token = world.TokenIn(world.LastMailTo("ann@example.com"), "reset");
  CHECK(world.Reset(token, "short").status == 422);
  CHECK(world.Reset(token, "ann@example.com").body["errors"][0]["code"] == "guessable");
  CHECK(world.Reset(token, kNew).status == 204);
}

TEST_CASE("recovery: the same answer and the same requests for addresses without an account") {
  Recovery world;
  world.SignUp("ann");
  world.cloud.RunJobs();
  const auto mails = world.cloud.Mails().size();
  const auto ask = [&](const std::string& address) {
    const int before = world.cloud.transport().requests();
    const auto reply = world.AskForReset(address);
    return std::pair(reply.raw.body, world.cloud.transport().requests() - before);
  };
  const auto known = ask("ann@example.com"), unknown = ask("nobody@example.com");
  CHECK(known == unknown);
  world.cloud.RunJobs();
  CHECK(world.cloud.Mails().size() == mails + 1);
  CHECK(world.AskForReset("no address").status == 422);
}

TEST_CASE("recovery: one mail a minute") {
  Recovery world;
  world.SignUp("ann");
  for (int i = 0; i < 5; ++i) world.AskForReset("ann@example.com");
  world.cloud.RunStarted();
  CHECK(world.MailsWith("ann@example.com", "Choose a new").size() == 1);
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "Choose a new").size() == 1);
}

TEST_CASE("recovery: an account gets so many mails a day and no more") {
  Recovery world;
  world.SignUp("ann");
  for (int i = 0; i < 70; ++i) {
    world.AskForReset("ann@example.com");
    world.cloud.RunJobs();
    world.cloud.now += std::chrono::minutes(15);
  }
  const auto sent = world.cloud.MailsTo("ann@example.com").size();
  CHECK(sent <= 61);
  CHECK(sent >= 50);
}

TEST_CASE("recovery: without a configured sender") {
  Recovery world;
  world.SignUp("ann");
  world.cloud.services().config.mail.sender.clear();
  const auto refused = world.AskForReset("ann@example.com");
  CHECK(refused.status == 501);
  CHECK(refused.Code() == "mail_not_configured");
}

TEST_CASE("recovery: of two uses at the same time one wins") {
  Recovery world;
  const auto ann = world.SignUp("ann");
  world.AskForReset("ann@example.com");
  world.cloud.RunJobs();
  const auto token = world.TokenIn(world.LastMailTo("ann@example.com"), "reset");
  const Json other{{"token", token}, {"new_password", "from the other process"}};
  // The second runs whole between any two requests of the first.
  for (int n = 1;; ++n) {
    bool ran = false;
    int second = 0, count = 0;
    const auto process = world.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      if (++count == n && !ran) {
        ran = true;
        second = world.cloud.Send(&login::Handle, {"PUT", "/v1/password-resets", "", other.dump()})
                     .status;
      }
      return nullptr;
    });
    auto services = world.cloud.ServicesBy(process.transport);
    const Json body{{"token", token}, {"new_password", kNew}};
    const int first =
        world.cloud
            .SendTo(services, &login::Handle, {"PUT", "/v1/password-resets", "", body.dump()})
            .status;
    INFO("between requests " << n - 1 << " and " << n << ": " << first << ", " << second);
    if (!ran) break;
    CHECK((first == 204) != (second == 204));
    CHECK(world.LogsIn(first == 204 ? kNew : "from the other process"));
    return;  // the link is used
  }
}

TEST_CASE("recovery: cut off at any request, nobody is locked out") {
  using tests::Fault;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      Recovery world;
      world.SignUp("ann");
      world.AskForReset("ann@example.com");
      world.cloud.RunJobs();
      const auto token = world.TokenIn(world.LastMailTo("ann@example.com"), "reset");
      world.cloud.transport().FailFrom(n, fault);
      const int cut = world.Reset(token, kNew).status;
      world.cloud.transport().Recover();
      INFO("cut at " << n << ": " << cut);
      if (cut != 204) CHECK((world.LogsIn(kOld) || world.LogsIn(kNew)));
      // the person tries again
      const auto again = world.Reset(token, kNew);
      CHECK((again.status == 204 || again.Code() == "bad_token"));
      CHECK(world.LogsIn(kNew));
      CHECK_FALSE(world.LogsIn(kOld));
      world.cloud.RunJobs();
      CHECK(world.cloud.Rows(schema::kJobs).empty());
      if (cut == 204) {
        REQUIRE(n > 5);
        break;
      }
    }
  }
}
