// Passkeys over the API: made, listed, used, removed.
#include "fotogal/account/passkeys.h"

#include <catch2/catch_test_macros.hpp>

#include "functions/deletion/handler.h"
#include "tests/support/passkey_world.h"

namespace {

using namespace fotogal;
using tests::Authenticator;
using tests::Json;
using tests::PasskeyWorld;

TEST_CASE("passkeys: of each algorithm they are made, listed, used and removed") {
  PasskeyWorld world;
  for (const int algorithm : {-7, -8, -257}) {
    Authenticator key(algorithm);
    const auto id = world.Add(world.ann, key, "  My key  ");
    auto listed = world.Listed(world.ann);
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["id"] == id);
    CHECK(listed[0]["name"] == "My key");
    CHECK(listed[0]["last_used_at"].is_null());
    const auto in = world.LogInBy(key);
    CHECK(in.status == 200);
    CHECK(in.body["user"]["username"] == "ann");
    listed = world.Listed(world.ann);
    CHECK(listed[0]["last_used_at"].is_string());
    CHECK(world.Remove(world.ann, id).status == 204);
    CHECK(world.Remove(world.ann, id).status == 404);
    CHECK(world.LogInBy(key).Code() == "bad_passkey");
    CHECK(world.Listed(world.ann).empty());
  }
}

TEST_CASE("passkeys: what browsers are asked for") {
  PasskeyWorld world;
  Authenticator first;
  world.Add(world.ann, first);
  const auto offer = world.Offer(world.ann);
  const auto& options = offer["options"];
  CHECK(options["rp"]["id"] == "photos.example");
  CHECK(options["user"]["name"] == "ann");
  CHECK(options["attestation"] == "none");
  CHECK(options["authenticatorSelection"]["residentKey"] == "required");
  CHECK(options["authenticatorSelection"]["userVerification"] == "required");
  REQUIRE(options["excludeCredentials"].size() == 1);
  CHECK(options["excludeCredentials"][0]["id"] == common::Base64Url(first.id));
  CHECK(options.dump().find("@") == std::string::npos);  // no address
  CHECK(options["challenge"].get<std::string>().size() == 43);
  CHECK(world.Offer(world.ann)["options"]["challenge"] != options["challenge"]);
  CHECK(common::Base64UrlDecode(options["user"]["id"].get<std::string>()) ==
        PasskeyHandle(world.ann.id));
}

TEST_CASE("passkeys: adding again what was added answers the same, with one mail") {
  PasskeyWorld world;
  Authenticator key;
  const auto body = world.Made(world.Offer(world.ann), key);
  const auto first = world.Passkeys("PUT", body, world.ann);
  REQUIRE(first.status == 201);
  CHECK(world.Passkeys("PUT", body, world.ann).raw.body == first.raw.body);
  CHECK(world.Listed(world.ann).size() == 1);
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "passkey was added").size() == 1);
  Authenticator other;  // with the same id
  other.id = key.id;
  CHECK(world.Passkeys("PUT", world.Made(world.Offer(world.ann), other), world.ann).Code() ==
        "passkey_exists");
  CHECK(world.LogInBy(key).status == 200);
  CHECK(world.Remove(world.ann, first.body["id"]).status == 204);
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "passkey was removed").size() == 1);
}

TEST_CASE("passkeys: the state of an offer is of one account and five minutes") {
  PasskeyWorld world;
  const auto bob = world.SignUp("bob");
  Authenticator key;
  const auto body = world.Made(world.Offer(world.ann), key);
  CHECK(world.Passkeys("PUT", body, bob).Code() == "not_offered");
  auto damaged = body;
  damaged["state"] = body["state"].get<std::string>() + "A";
  CHECK(world.Passkeys("PUT", damaged, world.ann).Code() == "not_offered");
  damaged["state"] = world.Asked()["state"];
  CHECK(world.Passkeys("PUT", damaged, world.ann).Code() == "not_offered");
  damaged["state"] = world.Offer(world.ann)["state"];  // of another challenge
  CHECK(world.Passkeys("PUT", damaged, world.ann).Code() == "bad_passkey");
  damaged = body;
  damaged["credential"]["id"] = common::Base64Url("another id of 20 bytes");
  CHECK(world.Passkeys("PUT", damaged, world.ann).Code() == "bad_passkey");
  world.cloud.now += kPasskeyStateOpen;
  CHECK(world.Passkeys("PUT", body, world.ann).Code() == "not_offered");
  CHECK(world.Passkeys("POST", {{"password", "wrong"}}, world.ann).Code() == "wrong_password");
  CHECK(world.Listed(world.ann).empty());
}

TEST_CASE("passkeys: at most 20") {
  PasskeyWorld world;
  const auto early = world.Offer(world.ann);
  for (std::size_t i = 0; i < kMostPasskeys; ++i) {
    Authenticator key(-8);
    world.Add(world.ann, key);
  }
  const auto refused =
      world.Passkeys("POST", {{"password", world.PasswordOf(world.ann)}}, world.ann);
  CHECK(refused.status == 409);
  CHECK(refused.Code() == "too_many_passkeys");
  Authenticator late(-8);
  CHECK(world.Passkeys("PUT", world.Made(early, late), world.ann).Code() == "too_many_passkeys");
  CHECK(world.Listed(world.ann).size() == kMostPasskeys);
}

TEST_CASE("passkeys: an answer logs in once") {
  PasskeyWorld world;
  Authenticator key;
  world.Add(world.ann, key);
  const auto before = world.Asked();
  const auto body = world.Answered(world.Asked(), key);
  CHECK(world.LogIn(body).status == 200);
  CHECK(world.LogIn(body).Code() == "bad_passkey");
  // a challenge of before the one that was used
  CHECK(world.LogIn(world.Answered(before, key)).Code() == "bad_passkey");
  CHECK(world.LogInBy(key).status == 200);
}

TEST_CASE("passkeys: counters of signatures have to go up, where there are any") {
  PasskeyWorld world;
  world.cloud.UseLog();
  Authenticator key;
  key.counts = true;
  key.count = 7;
  world.Add(world.ann, key);
  CHECK(world.LogInBy(key).status == 200);  // 8
  key.count = 7;
  CHECK(world.LogInBy(key).Code() == "bad_passkey");  // 8 again: a copy
  key.counts = false;
  key.count = 0;
  CHECK(world.LogInBy(key).Code() == "bad_passkey");
  int told = 0;
  for (const auto& event : world.cloud.Audited())
    told += event.dump().find("passkey_cloned") != std::string::npos ? 1 : 0;
  CHECK(told == 2);
  key.count = 100;
  CHECK(world.LogInBy(key).status == 200);
  Authenticator other;
  world.Add(world.ann, other);
  for (int i = 0; i < 3; ++i) CHECK(world.LogInBy(other).status == 200);
}

TEST_CASE("passkeys: guesses are bounded for who knows the id, and nobody else locks them") {
  PasskeyWorld world;
  Authenticator key, stranger;
  world.Add(world.ann, key);
  stranger.user_handle = key.user_handle;
  for (int i = 0; i < 10; ++i) CHECK(world.LogInBy(stranger).status == 401);
  CHECK(world.LogInBy(key).status == 200);
  stranger.id = key.id;
  for (int i = 1; i <= 5; ++i) CHECK(world.LogInBy(stranger).status == (i == 5 ? 429 : 401));
  const auto locked = world.LogInBy(key);
  CHECK(locked.Code() == "too_many_attempts");
  CHECK(locked.raw.headers.Get("Retry-After") == "30");
  // the password is not locked by it
  CHECK(world.LogIn({{"login", "ann"}, {"password", world.PasswordOf(world.ann)}}).status == 200);
  world.cloud.now += std::chrono::seconds(31);
  CHECK(world.LogInBy(key).status == 200);
}

TEST_CASE("passkeys: of two uses of one answer at the same time one wins") {
  for (int n = 1;; ++n) {
    PasskeyWorld world;
    Authenticator key;
    world.Add(world.ann, key);
    const auto body = world.Answered(world.Asked(), key);
    bool ran = false;
    int second = 0, count = 0;
    const auto process = world.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      if (++count == n && !ran) {
        ran = true;
        second = world.LogIn(body).status;
      }
      return nullptr;
    });
    auto services = world.cloud.ServicesBy(process.transport);
    const int first = world.LogInTo(services, body).status;
    INFO("between requests " << n - 1 << " and " << n << ": " << first << ", " << second);
    if (!ran) {
      REQUIRE(n > 3);
      break;
    }
    CHECK((first == 200) != (second == 200));
  }
}

TEST_CASE("passkeys: one that is removed while it logs in begins no session") {
  for (int n = 1;; ++n) {
    PasskeyWorld world;
    Authenticator key;
    const auto id = world.Add(world.ann, key);
    const auto body = world.Answered(world.Asked(), key);
    const auto sessions = world.cloud.Rows(schema::kSessions).size();
    bool ran = false;
    int count = 0;
    const auto process = world.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      if (++count == n && !ran) {
        ran = true;
        CHECK(world.Remove(world.ann, id).status == 204);
      }
      return nullptr;
    });
    auto services = world.cloud.ServicesBy(process.transport);
    const auto reply = world.LogInTo(services, body);
    INFO("before request " << n << ": " << reply.status);
    if (!ran) {
      REQUIRE(n > 3);
      break;
    }
    // after the last look at it, it has logged in before it was removed
    if (reply.status == 200) continue;
    CHECK(reply.Code() == "bad_passkey");
    CHECK(world.cloud.Rows(schema::kSessions).size() == sessions);
    CHECK(world.cloud.Rows(schema::kPasskeys).empty());
  }
}

TEST_CASE("passkeys: of an account that is being deleted, or whose password was changed") {
  PasskeyWorld world;
  Authenticator key;
  world.Add(world.ann, key);
  const Json change{{"old_password", world.PasswordOf(world.ann)},
                    {"new_password", "three calm green boats"}};
  REQUIRE(
      world.cloud.Send(&account::Handle, {"PUT", "/v1/me/password", "", change.dump()}, &world.ann)
          .status == 204);
  CHECK(world.LogInBy(key).status == 200);
  world.cloud.RunJobs();
  const auto mails = world.MailsWith("ann@example.com", "password was changed");
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].at("bodyText").get<std::string>().find("passkey") != std::string::npos);
  world.cloud.SetOfUser(world.ann, "deleting = true");
  CHECK(world.LogInBy(key).Code() == "bad_passkey");
}

TEST_CASE("passkeys: go with the account") {
  PasskeyWorld world;
  Authenticator key;
  world.Add(world.ann, key);
  const Json body{{"password", world.PasswordOf(world.ann)}};
  REQUIRE(world.cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", body.dump()}, &world.ann)
              .status == 202);
  world.cloud.RunJobs();
  CHECK(world.cloud.Rows(schema::kPasskeys).empty());
  CHECK(world.LogInBy(key).Code() == "bad_passkey");
}

TEST_CASE("passkeys: ids as long as they may be") {
  PasskeyWorld world;
  Authenticator key(-8);
  key.id = std::string(webauthn::kMostCredentialId, 'i');
  const auto id = world.Add(world.ann, key);
  CHECK(id.size() == 43);
  CHECK(world.LogInBy(key).status == 200);
  CHECK(world.Remove(world.ann, id).status == 204);
}

TEST_CASE("passkeys: there are none without a web address") {
  PasskeyWorld world;
  world.cloud.services().config.passkeys = {};
  const auto offer = world.Passkeys("POST", {{"password", world.PasswordOf(world.ann)}}, world.ann);
  CHECK(offer.status == 501);
  CHECK(offer.Code() == "passkeys_not_configured");
  CHECK(world.LogIn({{"passkey", Json::object()}}).Code() == "passkeys_not_configured");
  CHECK(world.Listed(world.ann).empty());
}

}  // namespace
