#include "webpush/keys.h"

#include <catch2/catch_test_macros.hpp>

#include "webpush/testing.h"

namespace {

using webpush::PrivateKey;
using webpush::testing::Decoded;

}  // namespace

TEST_CASE("a private key has its public key") {
  // RFC 8291, appendix A
  const auto key = PrivateKey::From(Decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
  REQUIRE(key);
  CHECK(key->public_key() ==
        Decoded("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAm"
                "S6TlzAC8wEqKK6PBru3jl7A8"));
  CHECK(webpush::IsPublicKey(key->public_key()));
}

TEST_CASE("both ends agree on one secret, the one of the RFC's example") {
  const auto sender = PrivateKey::From(Decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
  const auto browser = PrivateKey::From(Decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"));
  REQUIRE((sender && browser));
  const auto secret = sender->SecretWith(browser->public_key());
  CHECK(secret == Decoded("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"));
  CHECK(browser->SecretWith(sender->public_key()) == secret);
  CHECK_FALSE(sender->SecretWith("no key"));
}

TEST_CASE("numbers that the curve does not allow are no keys") {
  CHECK_FALSE(PrivateKey::From(std::string(32, '\0')));
  CHECK_FALSE(PrivateKey::From(std::string(32, '\xff')));  // more than the curve's order
  CHECK_FALSE(PrivateKey::From(std::string(31, 'k')));
  CHECK_FALSE(PrivateKey::From(""));
}

TEST_CASE("only points of the curve, not compressed, are public keys") {
  const auto key = PrivateKey::Make();
  REQUIRE(key);
  std::string other = key->public_key();
  other.back() ^= 1;
  CHECK_FALSE(webpush::IsPublicKey(other));
  other = key->public_key();
  other.front() = 6;  // the hybrid form
  CHECK_FALSE(webpush::IsPublicKey(other));
  CHECK_FALSE(webpush::IsPublicKey("\x02" + key->public_key().substr(1, 32)));
  CHECK_FALSE(webpush::IsPublicKey(std::string("\0", 1)));  // the point at infinity
  CHECK_FALSE(webpush::IsPublicKey(""));
}
