#include "webpush/receiver.h"

#include <catch2/catch_test_macros.hpp>

#include "webpush/testing.h"

namespace {

using webpush::testing::Decoded;

// The example of RFC 8292, 2.4; its key signed it once.
constexpr std::string_view kExample =
    "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9."
    "eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQG"
    "V4YW1wbGUuY29tIn0."
    "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA, "
    "k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

}  // namespace

TEST_CASE("a body that was tampered with anywhere is not decrypted") {
  const auto browser = webpush::PrivateKey::Make();
  const auto one_time = webpush::MakeOneTime();
  REQUIRE((browser && one_time));
  const std::string auth(webpush::kAuthBytes, 'a');
  const auto body = webpush::Encrypt("hello", {browser->public_key(), auth}, *one_time);
  REQUIRE(body);
  REQUIRE(webpush::Decrypt(*body, *browser, auth) == "hello");
  constexpr std::size_t kRecordSizeAt = 16;
  for (std::size_t i = 0; i < body->size(); ++i) {
    if (i >= kRecordSizeAt && i < kRecordSizeAt + 4) continue;  // only a hint for several records
    std::string other = *body;
    other[i] ^= 1;
    CAPTURE(i);
    CHECK_FALSE(webpush::Decrypt(other, *browser, auth));
    CHECK_FALSE(webpush::Decrypt(body->substr(0, i), *browser, auth));
  }
  CHECK_FALSE(webpush::Decrypt(*body, *webpush::PrivateKey::Make(), auth));
  CHECK_FALSE(webpush::Decrypt(*body, *browser, std::string(webpush::kAuthBytes, 'b')));
}

TEST_CASE("the sender in the example of RFC 8292 is known by its signature") {
  const auto sender = webpush::SenderOf(kExample);
  REQUIRE(sender);
  CHECK(sender->key ==
        Decoded("BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5"
                "aq9ojSwk5Y2EmClBPs"));
  CHECK(sender->claims == nlohmann::json{{"aud", "https://push.example.net"},
                                         {"exp", 1453523768},
                                         {"sub", "mailto:push@example.com"}});
}

TEST_CASE("a token that its key has not signed is of nobody") {
  std::string other(kExample);
  other[60] ^= 1;
  CHECK_FALSE(webpush::SenderOf(other));
  CHECK_FALSE(webpush::SenderOf(kExample.substr(0, kExample.find(", k="))));
  CHECK_FALSE(webpush::SenderOf("vapid t=x, k=x"));
  CHECK_FALSE(webpush::SenderOf("Bearer x"));
}
