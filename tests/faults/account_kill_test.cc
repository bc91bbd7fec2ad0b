// Kills the function, the one that sends mails after its response, the agent or the stand-in at
// each OCI request of what a person gets into an account by: a new password, the e-mail address and
// the second factor. Whatever dies, the person gets in before any retry, and the retries of a
// client end what was begun.
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "fotogal/base/schema.h"
#include "local/running/operator.h"
#include "tests/faults/kill_stage.h"
#include "tests/support/authenticator_app.h"
#include "tests/support/ledger.h"
#include "tests/support/mailed.h"
#include "tests/support/running_service.h"

using namespace tests;

namespace {

constexpr const char* kJson = "application/json";

// Guesses of the test are no attack.
std::string ForgetGuesses(const fotogal::Context& context) {
  for (const auto& row : Rows(context, fotogal::schema::kThrottle)) {
    const auto gone = context.Delete(fotogal::schema::kThrottle, {{"key", row["key"]}});
    if (!gone.ok()) return gone.error().message;
  }
  return {};
}

// The code of now, or of so many steps later or earlier.
std::string CodeNow(const std::string& secret, int later = 0) {
  return CodeAt(local::SystemNow(), secret, later);
}

// A person, and what she knows.
struct Member {
  Client client;
  std::string password, address;
  std::string secret = {};  // of her app; "": no second factor
};

// People of a running service that sends mails.
struct Town {
  Stage stage{Mails::kOn};
  std::map<std::string, std::string> addresses;  // by username

  HttpReply Post(const std::string& path, const Json& body, const std::string& method = "POST") {
    return stage.service.Send(method, path, body.dump(), kJson);
  }
  HttpReply PostPatiently(const std::string& path, const Json& body,
                          const std::string& method = "POST") {
    return stage.service.SendPatiently(method, path, body.dump(), kJson);
  }

  Member NewMember() {
    const std::string name = "person" + std::to_string(addresses.size());
    addresses[name] = name + "@example.com";
    const auto client = Client::SignUp(stage.service, name);
    stage.FinishJobs();
    return {client, "password of " + name, addresses[name]};
  }
  Member NewVerifiedMember() {
    auto member = NewMember();
    REQUIRE(Follow(TokenIn(LastMail(member.address, "verify"))).status == 200);
    return member;
  }

  std::vector<Json> Mails(const std::string& address, const std::string& kind) {
    return MailsTo(stage.folder.path, address, kind);
  }
  Json LastMail(const std::string& address, const std::string& kind) {
    const auto mails = Mails(address, kind);
    INFO(kind << " to " << address);
    REQUIRE_FALSE(mails.empty());
    return mails.back();
  }
  // Opens the link of an address's verification or undoing.
  HttpReply Follow(const std::string& token) {
    return PostPatiently("/v1/email-verifications", {{"token", token}}, "PUT");
  }

  // The token of a session, "": refused. With a second factor by the app's next code.
  std::string LogIn(const Member& member, const std::string& login, const std::string& password) {
    CHECK(stage.Look(&ForgetGuesses) == "");
    auto reply = PostPatiently("/v1/login", {{"login", login}, {"password", password}});
    if (reply.Code() == "second_factor_required") {
      const Json second{{"state", reply.json()["state"]}, {"code", CodeNow(member.secret, 1)}};
      reply = PostPatiently("/v1/login", second);
    }
    INFO(reply.body);
    CHECK((reply.status == 200 || reply.status == 401));
    return reply.status == 200 ? reply.json().value("token", "") : "";
  }
  bool GetsIn(const Member& member) {
    return !LogIn(member, member.client.username, member.password).empty() &&
           !LogIn(member, member.address, member.password).empty();
  }
  Json Me(const Member& member) {
    const auto token = LogIn(member, member.client.username, member.password);
    return Client{&stage.service, member.client.username, token}
        .SendPatiently("GET", "/v1/me")
        .json();
  }
  // A write looks whether the session exists.
  static bool IsSessionAlive(const Client& client) {
    const auto reply = client.SendPatiently("PATCH", "/v1/me", "{}", kJson);
    CHECK((reply.status == 200 || reply.status == 401));
    return reply.status == 200;
  }
  // Everybody's address is theirs, and nobody's is anybody else's.
  std::string AddressDifference() {
    return stage.Look([&](const auto& context) { return AccountDifference(context, addresses); });
  }
};

void AskForReset(Town& town, const Member& member) {
  REQUIRE(town.PostPatiently("/v1/password-resets", {{"email", member.address}}).status == 202);
  town.stage.FinishJobs();
}

void OfferSecondFactor(Member& member) {
  const auto offer = member.client.SendPatiently("POST", "/v1/me/totp",
                                                 Json{{"password", member.password}}.dump(), kJson);
  REQUIRE(offer.status == 200);
  member.secret = offer.json()["secret"];
}

}  // namespace

TEST_CASE("password reset: the old password works or the new one, and the mails arrive") {
  Town town;
  const std::string fresh = "an entirely new password";
  const auto use = [&](const std::string& token) {
    const Json body{{"token", token}, {"new_password", fresh}};
    return [&town, body] { return town.Post("/v1/password-resets", body, "PUT"); };
  };
  const auto ask = [&](const Boundary& boundary) {
    Member member = town.NewMember();
    const Cut cut = town.stage.CutAt(boundary, [&] {
      town.Post("/v1/password-resets", {{"email", member.address}});
    });
    CHECK(town.GetsIn(member));
    town.stage.FinishJobs();
    AskForReset(town, member);
    CHECK(use(TokenIn(town.LastMail(member.address, "reset")))().status == 204);
    member.password = fresh;
    CHECK(town.GetsIn(member));
    return cut;
  };
  const auto reset = [&](const Boundary& boundary) {
    Member member = town.NewMember();
    AskForReset(town, member);
    const auto send = use(TokenIn(town.LastMail(member.address, "reset")));
    const Cut cut = town.stage.CutAt(boundary, send);
    const Client before = member.client;
    const bool is_old = town.GetsIn(member);
    member.password = fresh;
    town.stage.FinishJobs();
    if (!is_old) {
      // what was begun is ended by the job, whether the person tries again or not
      CHECK(town.GetsIn(member));
      CHECK_FALSE(Town::IsSessionAlive(before));
      CHECK_FALSE(town.Mails(member.address, "password_changed").empty());
    }
    // 400: used up by a try whose answer was lost
    CHECK(Eventually([&] {
      const auto status = send().status;
      return status == 204 || status == 400;
    }));
    CHECK(town.GetsIn(member));
    CHECK_FALSE(Town::IsSessionAlive(before));
    town.stage.FinishJobs();
    CHECK_FALSE(town.Mails(member.address, "password_changed").empty());
    return cut;
  };
  AtBoundaries(town.stage, {"login", kDetached}, {{"asking", ask}, {"using the link", reset}}, 0);
  CHECK(town.AddressDifference() == "");
}

TEST_CASE("verification of the first address: the link arrives, and works whatever died") {
  Town town;
  const auto ask = [&](const Boundary& boundary) {
    const Member member = town.NewMember();
    CHECK(town.stage.Look(&EndMinutes) == "");
    const auto before = town.Mails(member.address, "verify").size();
    const auto send = [&] { return member.client.Send("POST", "/v1/me/email-verification"); };
    const Cut cut = town.stage.CutAt(boundary, send);
    town.stage.FinishJobs();
    CHECK(Eventually([&] {
      const auto status = send().status;
      return status == 202 || status == 429;
    }));
    town.stage.FinishJobs();
    CHECK(town.Mails(member.address, "verify").size() > before);
    CHECK(town.Follow(TokenIn(town.LastMail(member.address, "verify"))).status == 200);
    CHECK(town.Me(member)["email_verified"] == true);
    return cut;
  };
  const auto follow = [&](const Boundary& boundary) {
    const Member member = town.NewMember();
    const auto token = TokenIn(town.LastMail(member.address, "verify"));
    const Cut cut = town.stage.CutAt(boundary, [&] {
      town.Post("/v1/email-verifications", {{"token", token}}, "PUT");
    });
    CHECK(town.GetsIn(member));
    const auto status = town.Follow(token).status;
    CHECK((status == 200 || status == 400));
    CHECK(town.Me(member)["email_verified"] == true);
    return cut;
  };
  AtBoundaries(town.stage, {"account", kDetached}, {{"asking for the link", ask}}, 0);
  AtBoundaries(town.stage, {"login"}, {{"following it", follow}}, 0);
  CHECK(town.AddressDifference() == "");
}

namespace {

Json NewAddress(const Member& member) {
  return {{"email", member.client.username + "@example.org"}, {"password", member.password}};
}

void AskForNewAddress(Town& town, const Member& member) {
  const Json body = NewAddress(member);
  HttpReply last;
  REQUIRE(Eventually([&] {
    last = member.client.SendPatiently("PATCH", "/v1/me", body.dump(), kJson);
    return last.status == 200;
  }));
  town.stage.FinishJobs();
  CHECK_FALSE(town.Mails(body["email"], "verify_new").empty());
}

// The member after the change, or after it was undone.
void Move(Town& town, Member& member, const std::string& address) {
  const Member before = member;
  member.address = town.addresses[member.client.username] = address;
  CHECK(town.GetsIn(member));
  CHECK(town.LogIn(before, before.address, before.password).empty());
  const Json me = town.Me(member);
  CHECK(me["email"] == address);
  CHECK(me["email_verified"] == true);
  CHECK(town.AddressDifference() == "");
}

void Verify(Town& town, Member& member) {
  const std::string address = NewAddress(member)["email"];
  const auto status = town.Follow(TokenIn(town.LastMail(address, "verify_new"))).status;
  CHECK((status == 200 || status == 400));
  town.stage.FinishJobs();
  CHECK_FALSE(town.Mails(member.address, "address_changed").empty());
  Move(town, member, address);
}

}  // namespace

TEST_CASE("change of the address: one account owns each address, and the mails arrive") {
  Town town;
  const auto ask = [&](const Boundary& boundary) {
    Member member = town.NewMember();
    const Cut cut = town.stage.CutAt(
        boundary, [&] { member.client.Send("PATCH", "/v1/me", NewAddress(member).dump(), kJson); });
    CHECK(town.GetsIn(member));
    town.stage.FinishJobs();
    AskForNewAddress(town, member);
    Verify(town, member);
    return cut;
  };
  const auto verify = [&](const Boundary& boundary) {
    Member member = town.NewMember();
    AskForNewAddress(town, member);
    const auto token = TokenIn(town.LastMail(NewAddress(member)["email"], "verify_new"));
    const Cut cut = town.stage.CutAt(boundary, [&] {
      town.Post("/v1/email-verifications", {{"token", token}}, "PUT");
    });
    CHECK_FALSE(town.LogIn(member, member.client.username, member.password).empty());
    Verify(town, member);
    return cut;
  };
  AtBoundaries(town.stage, {"account", kDetached}, {{"asking for a new address", ask}}, 0);
  AtBoundaries(town.stage, {"login", kDetached}, {{"verifying it", verify}}, 0);
}

TEST_CASE("undoing a change of the address: the old owner has it back, and the mails arrive") {
  Town town;
  const auto undo = [&](const Boundary& boundary) {
    Member member = town.NewMember();
    const std::string old = member.address;
    AskForNewAddress(town, member);
    Verify(town, member);
    const auto token = TokenIn(town.LastMail(old, "address_changed"));
    const Cut cut = town.stage.CutAt(boundary, [&] {
      town.Post("/v1/email-verifications", {{"token", token}}, "PUT");
    });
    CHECK_FALSE(town.LogIn(member, member.client.username, member.password).empty());
    const auto status = town.Follow(token).status;
    CHECK((status == 200 || status == 400));
    town.stage.FinishJobs();
    CHECK_FALSE(Town::IsSessionAlive(member.client));
    CHECK_FALSE(town.Mails(old, "address_restored").empty());
    Move(town, member, old);
    return cut;
  };
  AtBoundaries(town.stage, {"login", kDetached}, {{"undoing the change", undo}}, 0);
}

TEST_CASE("second factor: whatever died, password and app let the person in") {
  Town town;
  const auto switch_on = [](const Member& member, const std::string& code) {
    return member.client.Send("PUT", "/v1/me/totp", Json{{"code", code}}.dump(), kJson);
  };
  const auto on = [&](const Boundary& boundary) {
    Member member = town.NewVerifiedMember();
    OfferSecondFactor(member);
    const auto is_on = [&] {
      const auto reply = switch_on(member, CodeNow(member.secret));
      return reply.status == 200 || reply.Code() == "second_factor_on";
    };
    const Cut cut = town.stage.CutAt(boundary, is_on);
    CHECK_FALSE(town.LogIn(member, member.client.username, member.password).empty());
    town.stage.FinishJobs();
    CHECK(Eventually(is_on));
    town.stage.FinishJobs();
    CHECK_FALSE(town.Mails(member.address, "second_factor_changed").empty());
    return cut;
  };
  const auto log_in = [&](const Boundary& boundary) {
    Member member = town.NewMember();
    OfferSecondFactor(member);
    // again when a step begins just now
    REQUIRE(
        Eventually([&] { return switch_on(member, CodeNow(member.secret, -1)).status == 200; }));
    const Json first{{"login", member.client.username}, {"password", member.password}};
    const auto asked = town.PostPatiently("/v1/login", first);
    REQUIRE(asked.Code() == "second_factor_required");
    const Json second{{"state", asked.json()["state"]}, {"code", CodeNow(member.secret)}};
    const Cut cut = town.stage.CutAt(boundary, [&] { town.Post("/v1/login", second); });
    CHECK_FALSE(town.LogIn(member, member.client.username, member.password).empty());
    // the code that was sent does not work any more, whether its use was answered or not
    CHECK(town.PostPatiently("/v1/login", second).Code() == "wrong_code");
    return cut;
  };
  AtBoundaries(town.stage, {"account", kDetached}, {{"switching it on", on}}, 0);
  AtBoundaries(town.stage, {"login"}, {{"log-in by a code", log_in}}, 0);
}
