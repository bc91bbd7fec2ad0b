#include "functions/account/passkey_routes.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/passkey_world.h"

namespace {

using namespace fotogal;
using tests::Authenticator;
using tests::Json;
using tests::PasskeyWorld;

TEST_CASE("passkey routes: bodies that are none") {
  PasskeyWorld world;
  Authenticator key;
  const auto body = world.Made(world.Offer(world.ann), key);
  const auto refusal = [&](const Json& sent) {
    const auto reply = world.Passkeys("PUT", sent, world.ann);
    return reply.Code() == "invalid_fields" ? reply.body["errors"][0]["field"].get<std::string>()
                                            : reply.Code();
  };
  for (const char* field : {"state", "credential"}) {
    auto changed = body;
    changed.erase(field);
    CHECK(refusal(changed) == field);
  }
  for (const char* field : {"id", "client_data", "attestation_object"}) {
    auto changed = body;
    changed["credential"][field] = "a b";
    CHECK(refusal(changed) == std::string("credential.") + field);
  }
  for (const Json& name :
       {Json(""), Json("\u200b"), Json("   "), Json(std::string(51, 'n')), Json(1)}) {
    auto changed = body;
    changed["name"] = name;
    CHECK(refusal(changed) == "name");
  }
  auto changed = body;
  changed["credential"]["more"] = 1;
  CHECK(refusal(changed) == "credential.more");
  CHECK(world.Passkeys("POST", Json::object(), world.ann).Code() == "invalid_fields");
  CHECK(world.Passkeys("DELETE", {{"password", "x"}}, world.ann).Code() == "invalid_fields");
  CHECK(world.Passkeys("PATCH", Json::object(), world.ann).status == 405);
}

TEST_CASE("passkey routes: without a name it gets the browser's") {
  PasskeyWorld world;
  Authenticator key;
  auto body = world.Made(world.Offer(world.ann), key);
  body.erase("name");
  fdk::Headers headers;
  headers.Add("User-Agent",
              "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
  const auto made = world.cloud.Send(
      &account::Handle, {"PUT", "/v1/me/passkeys", "", body.dump(), "application/json", headers},
      &world.ann);
  REQUIRE(made.status == 201);
  CHECK(made.body["name"] == "Firefox on Linux");
}

TEST_CASE("passkey routes: another account's are not seen, and not removed") {
  PasskeyWorld world;
  Authenticator key;
  const auto id = world.Add(world.ann, key);
  const auto bob = world.SignUp("bob");
  CHECK(world.Listed(bob).empty());
  CHECK(world.Remove(bob, id).status == 404);
  CHECK(world.Passkeys("DELETE", {{"id", id}, {"password", "wrong"}}, world.ann).Code() ==
        "wrong_password");
  CHECK(world.Listed(world.ann).size() == 1);
  // the same authenticator for both
  const auto handle = key.user_handle;
  world.Add(bob, key);
  CHECK(world.LogInBy(key).body["user"]["username"] == "bob");
  key.user_handle = handle;
  CHECK(world.LogInBy(key).body["user"]["username"] == "ann");
}

TEST_CASE("passkey routes: changes are in the log") {
  PasskeyWorld world;
  world.cloud.UseLog();
  Authenticator key;
  const auto id = world.Add(world.ann, key);
  CHECK(world.cloud.Audited().back().dump().find("passkey_added") != std::string::npos);
  REQUIRE(world.Remove(world.ann, id).status == 204);
  CHECK(world.cloud.Audited().back().dump().find("passkey_removed") != std::string::npos);
}

}  // namespace
