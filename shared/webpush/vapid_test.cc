#include "webpush/vapid.h"

#include <catch2/catch_test_macros.hpp>

#include "webpush/receiver.h"
#include "webpush/testing.h"

TEST_CASE("the sender tells a push service who it is, and to whom to turn") {
  const auto key = webpush::PrivateKey::Make();
  REQUIRE(key);
  const auto header = webpush::Authorization(
      *key, "https://push.example/send/abc",
      std::chrono::sys_seconds(std::chrono::seconds(1453523768)), "mailto:push@example.com");
  REQUIRE(header);
  const auto sender = webpush::SenderOf(*header);
  REQUIRE(sender);
  CHECK(sender->key == key->public_key());
  CHECK(sender->claims == nlohmann::json{{"aud", "https://push.example"},
                                         {"exp", 1453523768},
                                         {"sub", "mailto:push@example.com"}});
  const auto without = webpush::SenderOf(
      *webpush::Authorization(*key, "https://push.example/", std::chrono::sys_seconds(), ""));
  REQUIRE(without);
  CHECK_FALSE(without->claims.contains("sub"));
  CHECK(webpush::testing::Decoded(webpush::ServerKeyOf(*key)) == key->public_key());
}

TEST_CASE("a token is for one origin") {
  CHECK(webpush::OriginOf("https://push.example/send/1") == "https://push.example");
  CHECK(webpush::OriginOf("https://push.example:8443/a?b") == "https://push.example:8443");
  CHECK(webpush::OriginOf("https://push.example?x") == "https://push.example");
  CHECK(webpush::OriginOf("https://push.example") == "https://push.example");
}
