#include "oci/private_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <catch2/catch_test_macros.hpp>

#include "oci/testing_credentials.h"

namespace oci {

std::string testing::EncryptedPem(bool pkcs8) {
  const std::string pem = TestKeyPem();
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* out = BIO_new(BIO_s_mem());
  const auto* phrase = reinterpret_cast<const unsigned char*>(kPassPhrase.data());
  const int size = static_cast<int>(kPassPhrase.size());
  if (pkcs8) {
    PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), kPassPhrase.data(), size, nullptr,
                                  nullptr);
  } else {
    PEM_write_bio_PrivateKey_traditional(out, key, EVP_aes_256_cbc(), phrase, size, nullptr,
                                         nullptr);
  }
  char* data = nullptr;
  const long length = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<size_t>(length));
  BIO_free(in);
  BIO_free(out);
  EVP_PKEY_free(key);
  return text;
}

namespace {

using namespace testing;

TEST_CASE("keys: plain, encrypted in both forms, and not usable") {
  const std::string signature = TestKey().Sign("x").value();
  for (const bool pkcs8 : {true, false}) {
    const std::string pem = EncryptedPem(pkcs8);
    REQUIRE(PrivateKey::FromPem(pem, kPassPhrase).ok());
    CHECK(PrivateKey::FromPem(pem, kPassPhrase)->Sign("x").value() == signature);
    CHECK(PrivateKey::FromPem(pem).error().message == "the private key needs a pass phrase");
    CHECK(PrivateKey::FromPem(pem, "wrong").error().message ==
          "the private key's pass phrase is wrong");
  }
  CHECK(PrivateKey::FromPem(TestKeyPem() + "OCI_API_KEY\n").ok());
  CHECK(PrivateKey::FromPem(TestKeyPem(), "not needed").ok());
  CHECK_FALSE(PrivateKey::FromPem("").ok());
  CHECK_FALSE(
      PrivateKey::FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").ok());
  CHECK_FALSE(PrivateKey().Sign("x").ok());
  CHECK(TestKey().Fingerprint() == Vectors()["fingerprint"]);
}

}  // namespace
}  // namespace oci
