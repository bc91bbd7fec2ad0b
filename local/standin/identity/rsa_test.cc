#include "local/standin/identity/rsa.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/credentials.h"
#include "oci/crypto.h"

using namespace standin;

namespace {

std::string SignatureOf(const std::string& pem, const std::string& text) {
  return *oci::Base64Decode(*oci::PrivateKey::FromPem(pem)->Sign(text));
}

}  // namespace

TEST_CASE("a key made here signs in the library and is recognised in every form") {
  const std::string pem = MakeRsaKey();
  CHECK(pem.starts_with("-----BEGIN PRIVATE KEY-----"));
  const auto key = PublicKeyOf(pem);
  REQUIRE(key);
  CHECK(key->Fingerprint() == oci::PrivateKey::FromPem(pem)->Fingerprint());
  CHECK(key->Fingerprint().size() == 47);
  const std::string text("text with \0 and \xff", 17);
  const std::string signature = SignatureOf(pem, text);
  const auto again = PublicKey::FromPem(key->Pem());
  const auto from_jwk = PublicKey::FromJwk(key->Jwk());
  for (const auto& form : {key, again, from_jwk}) {
    REQUIRE(form);
    CHECK(form->Fingerprint() == key->Fingerprint());
    CHECK(form->Verifies(text, signature));
  }
  CHECK(key->Jwk()["n"].get<std::string>().find_first_of("+/=") == std::string::npos);
  CHECK(key->Pem().find("PRIVATE") == std::string::npos);
}

TEST_CASE("a signature is valid for its text and key only") {
  const std::string pem = MakeRsaKey();
  const auto key = *PublicKeyOf(pem);
  const std::string text = "(request-target): get /n\ndate: now";
  const std::string signature = SignatureOf(pem, text);
  REQUIRE(key.Verifies(text, signature));
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] ^= 1;
    CHECK_FALSE(key.Verifies(other, signature));
  }
  for (size_t i = 0; i < signature.size(); i += 17) {
    std::string other = signature;
    other[i] ^= 1;
    CHECK_FALSE(key.Verifies(text, other));
  }
  for (const std::string& other :
       {std::string(), signature.substr(1), signature + "x", std::string(256, '\0'),
        std::string(256, '\xff'), std::string(100000, 'x')}) {
    CHECK_FALSE(key.Verifies(text, other));
  }
  CHECK_FALSE(PublicKeyOf(MakeRsaKey())->Verifies(text, signature));
}

TEST_CASE("what is no key is refused") {
  const std::string pem = MakeRsaKey();
  for (const std::string& bad :
       {std::string(), std::string("x"), pem.substr(0, pem.size() / 2), PublicKeyOf(pem)->Pem(),
        std::string("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")}) {
    CHECK_FALSE(PublicKeyOf(bad));
  }
  CHECK_FALSE(PublicKey::FromPem(pem));  // a private key is not to be passed around as a public one
  CHECK_FALSE(PublicKey::FromPem(""));
  const nlohmann::json good = PublicKeyOf(pem)->Jwk();
  for (const char* member : {"n", "e", "kty"}) {
    for (const nlohmann::json& value :
         {nlohmann::json(), nlohmann::json(5), nlohmann::json(""), nlohmann::json("!!")}) {
      INFO(member << " " << value);
      nlohmann::json bad = good;
      bad[member] = value;
      CHECK_FALSE(PublicKey::FromJwk(bad));
      bad.erase(member);
      CHECK_FALSE(PublicKey::FromJwk(bad));
    }
  }
  for (const nlohmann::json& bad : {nlohmann::json(), nlohmann::json::array(), nlohmann::json("x")})
    CHECK_FALSE(PublicKey::FromJwk(bad));
}
