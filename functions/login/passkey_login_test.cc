#include "functions/login/passkey_login.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/passkey_world.h"

namespace {

using namespace fotogal;
using tests::Authenticator;
using tests::Json;
using tests::PasskeyWorld;

TEST_CASE("passkey log-in: everybody is asked the same") {
  PasskeyWorld world;
  const auto asked = world.Asked();
  const auto& options = asked["options"];
  CHECK(options["rpId"] == "photos.example");
  CHECK(options["userVerification"] == "required");
  CHECK(options["allowCredentials"].empty());
  CHECK(options["timeout"] == 300000);
  CHECK(world.Asked()["options"]["challenge"] != options["challenge"]);
}

TEST_CASE("passkey log-in: no second factor is asked for, and the device is known next time") {
  PasskeyWorld world;
  Authenticator key;
  world.Add(world.ann, key);
  world.cloud.SetOfUser(world.ann, R"(second_factor = {"secret": "sealed"})");
  const auto in = world.LogInBy(key);
  REQUIRE(in.status == 200);
  const auto device = in.body["device"];
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "new device").size() == 1);
  world.cloud.now += std::chrono::minutes(2);
  auto body = world.Answered(world.Asked(), key);
  body["device"] = device;
  CHECK(world.LogIn(body).status == 200);
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "new device").size() == 1);
  body = world.Answered(world.Asked(), key);
  body["session"] = "cookie";
  const auto by_cookie = world.LogIn(body);
  CHECK(by_cookie.status == 200);
  CHECK_FALSE(by_cookie.body.contains("token"));
}

TEST_CASE("passkey log-in: whatever is wrong, the answer is the same, and the log says what") {
  PasskeyWorld world;
  world.cloud.UseLog();
  const auto bob = world.SignUp("bob");
  Authenticator key;
  world.Add(world.ann, key);
  const auto body = world.Answered(world.Asked(), key);
  const auto text = [](const char* bytes) { return common::Base64Url(bytes); };
  std::vector<std::pair<std::string, Json>> wrong;
  const auto with = [&](const char* reason, const char* field, const Json& value) {
    auto changed = body;
    changed["passkey"][field] = value;
    wrong.emplace_back(reason, changed);
  };
  with("unknown", "id", text("another id of 20 bytes"));
  with("unknown", "user_handle", text("1"));
  with("unknown", "user_handle", text("not an id"));
  with("unknown", "user_handle", common::Base64Url(ToBase36(bob.id)));
  with("bad_signature", "signature", text("none"));
  with("bad_client_data", "client_data", text("none"));
  with("bad_authenticator_data", "authenticator_data", text("none"));
  auto changed = body;
  changed["state"] = "none";
  wrong.emplace_back("bad_state", changed);
  changed["state"] = world.Offer(world.ann)["state"];
  wrong.emplace_back("bad_state", changed);
  changed["state"] = world.Asked()["state"];
  wrong.emplace_back("wrong_challenge", changed);
  std::string first;
  for (const auto& [reason, sent] : wrong) {
    INFO(reason);
    const auto reply = world.LogIn(sent);
    CHECK(reply.status == 401);
    CHECK(reply.Code() == "bad_passkey");
    if (first.empty()) first = reply.raw.body;
    CHECK(reply.raw.body == first);
    CHECK(world.cloud.Audited().back().dump().find(reason) != std::string::npos);
  }
  for (const auto& [reason, change] : std::vector<std::pair<std::string, void (*)(Authenticator&)>>{
           {"wrong_origin", [](Authenticator& bad) { bad.origin = "https://evil.example"; }},
           {"wrong_rp", [](Authenticator& bad) { bad.rp_id = "evil.example"; }},
           {"not_verified", [](Authenticator& bad) { bad.flags = 0x01; }},
           {"not_present", [](Authenticator& bad) { bad.flags = 0x04; }}}) {
    Authenticator bad = key;
    change(bad);
    CHECK(world.LogInBy(bad).raw.body == first);
    CHECK(world.cloud.Audited().back().dump().find(reason) != std::string::npos);
  }
  CHECK(world.LogInBy(key).status == 200);
  world.cloud.now += std::chrono::minutes(6);
  CHECK(world.LogIn(body).Code() == "bad_passkey");
}

TEST_CASE("passkey log-in: bodies that are none") {
  PasskeyWorld world;
  Authenticator key;
  world.Add(world.ann, key);
  const auto body = world.Answered(world.Asked(), key);
  for (const char* field :
       {"id", "client_data", "authenticator_data", "signature", "user_handle"}) {
    for (const Json& value : {Json(), Json(7), Json("a b"), Json(std::string(30000, 'A'))}) {
      auto changed = body;
      changed["passkey"][field] = value;
      const auto reply = world.LogIn(changed);
      CHECK(reply.Code() == "invalid_fields");
      CHECK(reply.body["errors"][0]["field"] == std::string("passkey.") + field);
    }
  }
  auto changed = body;
  changed.erase("state");
  CHECK(world.LogIn(changed).body["errors"][0]["field"] == "state");
  for (const Json& passkey : {Json(), Json("x"), Json(1), Json::array()})
    CHECK(world.LogIn({{"passkey", passkey}}).Code() == "invalid_fields");
  CHECK(world.LogIn({{"passkey", Json::object()}, {"login", "ann"}}).Code() == "invalid_fields");
  CHECK(world.LogIn({{"passkey", Json::object()}, {"state", body["state"]}}).Code() ==
        "invalid_fields");
  changed = body;
  changed["password"] = "x";
  CHECK(world.LogIn(changed).Code() == "invalid_fields");
}

}  // namespace
