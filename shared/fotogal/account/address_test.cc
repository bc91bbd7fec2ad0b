// E-mail addresses of accounts: verified, changed, and changes undone, over the API with the mails
// that the stand-in has kept.
#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/login/handler.h"
#include "tests/support/mail_world.h"

using namespace fotogal;
using tests::Json;
using tests::MailWorld;

namespace {

constexpr const char* kPassword = "password of ann";
constexpr const char* kBefore = "ann@example.com";
constexpr const char* kAfter = "ann@new.example";

struct Addresses : MailWorld {
  tests::Reply AskToVerify(const tests::Person& person) {
    return cloud.Send(&account::Handle, {"POST", "/v1/me/email-verification"}, &person);
  }
  tests::Reply Propose(const tests::Person& person, const std::string& email,
                       const std::string& password = kPassword) {
    return Patch(person, {{"email", email}, {"password", password}});
  }
  // Proposes the address and opens its link.
  void Change(const tests::Person& person, const std::string& email) {
    REQUIRE(Propose(person, email).status == 200);
    cloud.RunJobs();
    REQUIRE(Follow(TokenIn(LastMailTo(email), "verify")).body["status"] == "changed");
    cloud.RunJobs();
  }
  std::string UndoTokenOf(const std::string& address) {
    return TokenIn(MailsWith(address, "was changed").back(), "undo");
  }
  bool LogsInBy(const std::string& login) {
    const Json body{{"login", login}, {"password", kPassword}};
    return cloud.Send(&login::Handle, {"POST", "/v1/login", "", body.dump()}).status == 200;
  }
};

}  // namespace

TEST_CASE("address: the mail after signing up verifies it, once") {
  Addresses world;
  const auto ann = world.SignUp("ann");
  CHECK(world.Me(ann).body["email_verified"] == false);
  world.cloud.RunJobs();
  const auto mail = world.LastMailTo(kBefore);
  CHECK(mail["subject"] == "Confirm your e-mail address");
  CHECK(mail["sender"]["senderAddress"]["email"] == "no-reply@fotogal.example");
  const auto token = world.TokenIn(mail, "verify");
  const auto followed = world.Follow(token);
  CHECK(followed.status == 200);
  CHECK(followed.body == Json{{"status", "verified"}});
  CHECK(world.Me(ann).body["email_verified"] == true);
  CHECK(world.Follow(token).Code() == "bad_token");
  CHECK(world.AskToVerify(ann).Code() == "already_verified");
}

TEST_CASE("address: a link ends after two days, and another can be asked for") {
  Addresses world;
  const auto ann = world.SignUp("ann");
  world.cloud.RunStarted();
  const auto first = world.TokenIn(world.LastMailTo(kBefore), "verify");
  const auto at_once = world.AskToVerify(ann);
  CHECK(at_once.status == 429);
  CHECK(at_once.raw.headers.Get("Retry-After") == "60");
  world.cloud.now += std::chrono::hours(49);
  CHECK(world.Follow(first).Code() == "bad_token");
  CHECK(world.AskToVerify(ann).status == 202);
  world.cloud.RunJobs();
  CHECK(world.Follow(world.TokenIn(world.LastMailTo(kBefore), "verify")).status == 200);
}

TEST_CASE("address: without mails nobody knows, and changes take effect at once") {
  Addresses world;
  world.cloud.services().config.mail.sender.clear();
  const auto ann = world.SignUp("ann");
  CHECK(world.Me(ann).body["email_verified"].is_null());
  CHECK(world.AskToVerify(ann).Code() == "mail_not_configured");
  CHECK(world.Propose(ann, kAfter).body["email"] == kAfter);
  CHECK(world.Me(ann).body["pending_email"].is_null());
  CHECK(world.cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("address: a change needs the password") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  const auto without = world.Patch(ann, {{"email", kAfter}});
  CHECK(without.status == 422);
  CHECK(without.body["errors"][0]["field"] == "password");
  const auto wrong = world.Propose(ann, kAfter, "not her password");
  CHECK(wrong.status == 403);
  CHECK(wrong.Code() == "wrong_password");
  CHECK(world.Me(ann).body["pending_email"].is_null());
  // the same address is no change
  CHECK(world.Patch(ann, {{"email", kBefore}}).status == 200);
}

TEST_CASE("address: a change waits for the new address, and tells the old one") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  const auto proposed = world.Propose(ann, kAfter);
  CHECK(proposed.status == 200);
  CHECK(proposed.body["email"] == kBefore);
  CHECK(proposed.body["pending_email"] == kAfter);
  world.cloud.RunJobs();
  CHECK(world.MailsWith(kBefore, "was changed").empty());
  const auto mail = world.LastMailTo(kAfter);
  CHECK(mail["subject"] == "Confirm your new e-mail address");
  const auto followed = world.Follow(world.TokenIn(mail, "verify"));
  CHECK(followed.body == Json{{"status", "changed"}});
  const auto me = world.Me(ann).body;
  CHECK(me["email"] == kAfter);
  CHECK(me["email_verified"] == true);
  CHECK(me["pending_email"].is_null());
  world.cloud.RunJobs();
  const auto told = world.MailsWith(kBefore, "was changed");
  REQUIRE(told.size() == 1);
  CHECK(told[0]["bodyText"].get<std::string>().find(kAfter) != std::string::npos);
  CHECK(world.LogsInBy(kAfter));
  CHECK_FALSE(world.LogsInBy(kBefore));
}

TEST_CASE("address: what waits can be replaced and taken back") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  world.Propose(ann, kAfter);
  world.cloud.RunJobs();
  const auto first = world.TokenIn(world.LastMailTo(kAfter), "verify");
  SECTION("replaced") {
    CHECK(world.Propose(ann, "ann@third.example").body["pending_email"] == "ann@third.example");
    CHECK(world.Follow(first).Code() == "bad_token");
    world.cloud.RunJobs();
    CHECK(world.Follow(world.TokenIn(world.LastMailTo("ann@third.example"), "verify")).status ==
          200);
  }
  SECTION("taken back") {
    CHECK(world.Propose(ann, kBefore).body["pending_email"].is_null());
    CHECK(world.Follow(first).Code() == "bad_token");
  }
  CHECK(world.Follow(first).Code() == "bad_token");
}

TEST_CASE("address: one that has an account is refused, then and later") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  world.SignUp("bob");
  const auto taken = world.Propose(ann, "bob@example.com");
  CHECK(taken.status == 409);
  CHECK(taken.Code() == "email_taken");
  // somebody signs up with it while it waits
  world.Propose(ann, "cat@example.com");
  world.cloud.RunJobs();
  const auto token = world.TokenIn(world.LastMailTo("cat@example.com"), "verify");
  world.SignUp("cat");
  CHECK(world.Follow(token).Code() == "email_taken");
  CHECK(world.Me(ann).body["email"] == kBefore);
}

TEST_CASE("address: the old address undoes a change for seven days") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  world.Change(ann, kAfter);
  const auto undo = world.UndoTokenOf(kBefore);
  SECTION("within") {
    world.cloud.now += std::chrono::hours(24 * 7 - 1);
    CHECK(world.Follow(undo).body == Json{{"status", "undone"}});
    CHECK(world.LogsInBy(kBefore));
    CHECK_FALSE(world.LogsInBy(kAfter));
    CHECK_FALSE(world.IsLoggedIn(ann));
    CHECK(world.Follow(undo).Code() == "bad_token");
    world.cloud.RunJobs();
    CHECK(world.MailsWith(kBefore, "address is back").size() == 1);
  }
  SECTION("after") {
    world.cloud.now += std::chrono::hours(24 * 7 + 1);
    CHECK(world.Follow(undo).Code() == "bad_token");
    CHECK(world.LogsInBy(kAfter));
  }
}

TEST_CASE("address: several changes by a thief are undone by the first address for good") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  world.Change(ann, "thief@example.com");
  world.cloud.now += std::chrono::hours(1);
  world.Change(ann, "thief@other.example");
  const auto of_thief = world.UndoTokenOf("thief@example.com");
  CHECK(world.Follow(world.UndoTokenOf(kBefore)).body["status"] == "undone");
  CHECK(world.LogsInBy(kBefore));
  CHECK(world.Follow(of_thief).Code() == "bad_token");
  CHECK(world.LogsInBy(kBefore));
}

TEST_CASE("address: a mail about a change that was undone meanwhile offers nothing") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  world.Change(ann, "thief@example.com");
  world.cloud.now += std::chrono::minutes(5);
  REQUIRE(world.Propose(ann, "thief@other.example").status == 200);
  world.cloud.RunJobs();
  REQUIRE(world.Follow(world.TokenIn(world.LastMailTo("thief@other.example"), "verify")).status ==
          200);
  // its mail to the thief's first address is not sent yet
  world.cloud.now += std::chrono::seconds(2);
  REQUIRE(world.Follow(world.UndoTokenOf(kBefore)).status == 200);
  world.cloud.RunJobs();
  CHECK(world.MailsWith("thief@example.com", "was changed").empty());
}

TEST_CASE("address: links of other accounts and kinds") {
  Addresses world;
  const auto ann = world.SignUp("ann");
  world.SignUp("bob");
  world.AskForReset(kBefore);
  world.cloud.RunJobs();
  CHECK(world.Follow(world.TokenIn(world.LastMailTo(kBefore), "reset")).Code() == "bad_token");
  const auto of_bob = world.TokenIn(world.LastMailTo("bob@example.com"), "verify");
  CHECK(world.Follow(of_bob).status == 200);
  CHECK(world.Me(ann).body["email_verified"] == false);
  CHECK(world.Follow("").Code() == "bad_token");
}

TEST_CASE("address: cut off at any request, one address owns the account") {
  using tests::Fault;
  for (const bool undoes : {false, true}) {
    for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
      for (int n = 1;; ++n) {
        Addresses world;
        const auto ann = world.SignUpVerified("ann");
        if (undoes) world.Change(ann, kAfter);
        if (!undoes) world.Propose(ann, kAfter);
        world.cloud.RunJobs();
        const auto token =
            undoes ? world.UndoTokenOf(kBefore) : world.TokenIn(world.LastMailTo(kAfter), "verify");
        world.cloud.transport().FailFrom(n, fault);
        const int cut = world.Follow(token).status;
        world.cloud.transport().Recover();
        INFO((undoes ? "undo" : "change") << " cut at " << n << ": " << cut);
        CHECK(world.LogsInBy(kBefore) != world.LogsInBy(kAfter));
        world.cloud.RunJobs();
        CHECK(world.LogsInBy(kBefore) != world.LogsInBy(kAfter));
        const auto again = world.Follow(token);
        CHECK((again.status == 200 || again.Code() == "bad_token"));
        CHECK(world.LogsInBy(undoes ? kBefore : kAfter));
        CHECK_FALSE(world.LogsInBy(undoes ? kAfter : kBefore));
        world.cloud.RunJobs();
        CHECK(world.cloud.Rows(schema::kJobs).empty());
        if (!undoes) CHECK(world.MailsWith(kBefore, "was changed").size() == 1);
        if (cut == 200) {
          REQUIRE(n > 5);
          break;
        }
      }
    }
  }
}

TEST_CASE("mails: in the language of the account, and about what happens to it") {
  Addresses world;
  const auto ann = world.SignUpVerified("ann");
  CHECK(world.Patch(ann, {{"language", "fr"}}).status == 422);
  CHECK(world.Patch(ann, {{"language", "pt"}}).body["language"] == "pt");
  SECTION("a new device") {
    const Json body{{"login", "ann"}, {"password", kPassword}};
    tests::Call call{"POST", "/v1/login", "", body.dump()};
    call.headers.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Firefox/133.0");
    REQUIRE(world.cloud.Send(&login::Handle, call).status == 200);
    world.cloud.RunJobs();
    const auto mail = world.LastMailTo(kBefore);
    CHECK(mail["subject"] == "Um novo dispositivo entrou na sua conta");
    CHECK(mail["bodyText"].get<std::string>().find("Firefox on Linux") != std::string::npos);
    const auto sessions =
        world.cloud.Send(&account::Handle, {"GET", "/v1/me/sessions"}, &ann).body["items"];
    CHECK(sessions[0]["device"] == "Firefox on Linux");
  }
  SECTION("the deletion") {
    const Json body{{"password", kPassword}};
    REQUIRE(
        world.cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", body.dump()}, &ann).status ==
        202);
    world.cloud.RunJobs();
    CHECK(world.LastMailTo(kBefore)["subject"] == "A sua conta está sendo excluída");
    CHECK(world.cloud.Rows(schema::kTokens).empty());
    CHECK(world.cloud.Rows(schema::kJobs).empty());
  }
}

TEST_CASE("sessions: all others are ended at once") {
  Addresses world;
  const auto ann = world.SignUp("ann");
  const auto other = world.cloud.StartSession(ann), third = world.cloud.StartSession(ann);
  CHECK(world.cloud.Send(&account::Handle, {"DELETE", "/v1/me/sessions"}, &other).status == 204);
  CHECK_FALSE(world.IsLoggedIn(ann));
  CHECK_FALSE(world.IsLoggedIn(third));
  CHECK(world.IsLoggedIn(other));
}
