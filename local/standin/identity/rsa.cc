#include "local/standin/identity/rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "oci/crypto.h"

namespace standin {
namespace {

template <class T, void (*Free)(T*)>
struct Freer {
  void operator()(T* pointer) const { Free(pointer); }
};
using Bignum = std::unique_ptr<BIGNUM, Freer<BIGNUM, BN_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO, BIO_free_all>>;

EVP_PKEY* KeyOf(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

std::shared_ptr<void> Own(EVP_PKEY* key) {
  return {key, [](void* pointer) { EVP_PKEY_free(static_cast<EVP_PKEY*>(pointer)); }};
}

Bio Reader(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string Content(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<size_t>(size)};
}

Bignum ToBignum(const nlohmann::json& jwk, const char* name) {
  const auto member = jwk.find(name);
  if (member == jwk.end() || !member->is_string()) return nullptr;
  const auto bytes = oci::Base64UrlDecode(member->get<std::string>());
  if (!bytes || bytes->empty()) return nullptr;
  return Bignum(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes->data()),
                          static_cast<int>(bytes->size()), nullptr));
}

std::string ToBase64Url(EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const Bignum number(raw);
  std::string bytes(static_cast<size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return oci::Base64Url(bytes);
}

EVP_PKEY* FromNumbers(const BIGNUM* modulus, const BIGNUM* exponent) {
  using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
  using Parameters = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM, OSSL_PARAM_free>>;
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent);
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return key;
}

}  // namespace

std::optional<PublicKey> PublicKey::FromPem(std::string_view pem) {
  EVP_PKEY* parsed = PEM_read_bio_PUBKEY(Reader(pem).get(), nullptr, nullptr, nullptr);
  if (parsed == nullptr) return std::nullopt;
  PublicKey key;
  key.key_ = Own(parsed);
  if (EVP_PKEY_base_id(parsed) != EVP_PKEY_RSA) return std::nullopt;
  return key;
}

std::optional<PublicKey> PublicKey::FromJwk(const nlohmann::json& jwk) {
  if (!jwk.is_object() || jwk.value("kty", nlohmann::json()) != "RSA") return std::nullopt;
  const Bignum modulus = ToBignum(jwk, "n");
  const Bignum exponent = ToBignum(jwk, "e");
  if (!modulus || !exponent) return std::nullopt;
  EVP_PKEY* made = FromNumbers(modulus.get(), exponent.get());
  if (made == nullptr) return std::nullopt;
  PublicKey key;
  key.key_ = Own(made);
  return key;
}

bool PublicKey::Verifies(std::string_view text, std::string_view signature) const {
  const DigestContext context(EVP_MD_CTX_new());
  if (EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, KeyOf(key_)) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
}

std::string PublicKey::Pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), KeyOf(key_));
  return Content(bio);
}

nlohmann::json PublicKey::Jwk() const {
  return {{"kty", "RSA"},
          {"alg", "RS256"},
          {"use", "sig"},
          {"n", ToBase64Url(KeyOf(key_), OSSL_PKEY_PARAM_RSA_N)},
          {"e", ToBase64Url(KeyOf(key_), OSSL_PKEY_PARAM_RSA_E)}};
}

std::string PublicKey::Fingerprint() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(KeyOf(key_), &der);
  const std::string hex =
      oci::Hex(oci::Md5({reinterpret_cast<char*>(der), static_cast<size_t>(size)}));
  OPENSSL_free(der);
  std::string fingerprint;
  for (size_t i = 0; i < hex.size(); i += 2) {
    fingerprint += (i > 0 ? ":" : "") + hex.substr(i, 2);
  }
  return fingerprint;
}

std::string MakeRsaKey() {
  const auto key = Own(EVP_RSA_gen(2048));
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), KeyOf(key), nullptr, nullptr, 0, nullptr, nullptr);
  return Content(bio);
}

std::optional<PublicKey> PublicKeyOf(std::string_view private_pem) {
  EVP_PKEY* parsed = PEM_read_bio_PrivateKey(Reader(private_pem).get(), nullptr, nullptr, nullptr);
  if (parsed == nullptr) return std::nullopt;
  PublicKey key;
  key.key_ = Own(parsed);
  return PublicKey::FromPem(key.Pem());
}

}  // namespace standin
