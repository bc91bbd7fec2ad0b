#include "webpush/encryption.h"

#include <catch2/catch_test_macros.hpp>

#include "common/base64.h"
#include "webpush/receiver.h"
#include "webpush/testing.h"

namespace {

using webpush::testing::Decoded;

// RFC 8291, 5 and appendix A.
struct Example {
  std::string text = "When I grow up, I want to be a watermelon";
  std::string sender = Decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
  std::string browser = Decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
  std::string browser_public = Decoded(
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
  std::string salt = Decoded("DGv6ra1nlYgDCS1FRnbzlw");
  std::string auth = Decoded("BTBZMqHH6r4Tts7J_aSIgg");
  std::string_view body =
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
      "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
      "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_"
      "Qulc"
      "y4a-fN";

  std::optional<std::string> Encrypted(std::size_t padded_to = 0) const {
    return webpush::Encrypt(text, {browser_public, auth},
                            {*webpush::PrivateKey::From(sender), salt}, padded_to);
  }
  std::optional<std::string> Decrypted(std::string_view encrypted) const {
    return webpush::Decrypt(encrypted, *webpush::PrivateKey::From(browser), auth);
  }
};

}  // namespace

TEST_CASE("a message is encrypted as in the example of RFC 8291") {
  const Example example;
  const auto body = example.Encrypted();
  REQUIRE(body);
  CHECK(common::Base64Url(*body) == example.body);
  CHECK(example.Decrypted(*body) == example.text);
}

TEST_CASE("a record is encoded as in the example of RFC 8188") {
  const auto body = webpush::EncodeRecord("I am the walrus", Decoded("yqdlZ-tYemfogSmv7Ws5PQ"),
                                          Decoded("I1BsxtFttlv3u_Oo94xnmw"), "");
  REQUIRE(body);
  CHECK(common::Base64Url(*body) ==
        "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
}

TEST_CASE("padding hides how long a message is") {
  const Example example;
  Example other;
  other.text = "Short";
  const auto one = example.Encrypted(512), two = other.Encrypted(512);
  REQUIRE((one && two));
  CHECK(one->size() == two->size());
  CHECK(example.Decrypted(*one) == example.text);
  CHECK(other.Decrypted(*two) == "Short");
}

TEST_CASE("the longest message makes a body that push services still take") {
  Example example;
  example.text = std::string(webpush::kMostText, 'x');
  const auto body = example.Encrypted();
  REQUIRE(body);
  CHECK(body->size() == 4096);
  CHECK(example.Decrypted(*body) == example.text);
  example.text += 'x';
  CHECK_FALSE(example.Encrypted());
}

TEST_CASE("messages are encrypted for nothing but a browser's keys") {
  Example example;
  example.auth.pop_back();
  CHECK_FALSE(example.Encrypted());
  example = {};
  example.browser_public[64] ^= 1;  // no point of the curve any more
  CHECK_FALSE(example.Encrypted());
  example = {};
  example.salt += 'x';
  CHECK_FALSE(example.Encrypted());
}

TEST_CASE("each message has a key and a salt of its own") {
  const auto one = webpush::MakeOneTime(), other = webpush::MakeOneTime();
  REQUIRE((one && other));
  CHECK(one->salt != other->salt);
  CHECK(one->key.public_key() != other->key.public_key());
  CHECK(one->salt.size() == webpush::kSaltBytes);
}
