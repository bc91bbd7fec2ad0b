#include "webpush/keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include "webpush/openssl.h"

namespace webpush {
namespace {

// The point that belongs to a private key.
std::optional<std::string> PublicKeyOf(const BIGNUM* secret) {
  const Freed<EC_GROUP, EC_GROUP_free> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  if (!group || BN_is_zero(secret) || BN_cmp(secret, EC_GROUP_get0_order(group.get())) >= 0)
    return std::nullopt;
  const Freed<EC_POINT, EC_POINT_free> point(EC_POINT_new(group.get()));
  std::string bytes(kPublicKeyBytes, '\0');
  if (!point || EC_POINT_mul(group.get(), point.get(), secret, nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                         MutableBytes(bytes), bytes.size(), nullptr) != bytes.size())
    return std::nullopt;
  return bytes;
}

// secret: nullptr for a public key.
Freed<EVP_PKEY, EVP_PKEY_free> Load(const BIGNUM* secret, std::string_view public_key) {
  const Freed<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key.data(),
                                       public_key.size()) != 1 ||
      (secret != nullptr &&
       OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret) != 1))
    return nullptr;
  const Freed<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  const int parts = secret == nullptr ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, parts, params.get()) != 1)
    return nullptr;
  return Freed<EVP_PKEY, EVP_PKEY_free>(key);
}

}  // namespace

// nullptr: the bytes are no public key.
Freed<EVP_PKEY, EVP_PKEY_free> LoadPublicKey(std::string_view bytes) {
  constexpr char kUncompressed = 4;
  if (bytes.size() != kPublicKeyBytes || bytes.front() != kUncompressed) return nullptr;
  auto key = Load(nullptr, bytes);
  const Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free> check(key ? EVP_PKEY_CTX_new(key.get(), nullptr)
                                                         : nullptr);
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return key;
}

struct PrivateKey::Loaded {
  Freed<EVP_PKEY, EVP_PKEY_free> key;
};

bool IsPublicKey(std::string_view bytes) { return LoadPublicKey(bytes) != nullptr; }

std::optional<PrivateKey> PrivateKey::From(std::string_view bytes) {
  if (bytes.size() != kPrivateKeyBytes) return std::nullopt;
  const Freed<BIGNUM, BN_clear_free> secret(BN_bin2bn(Bytes(bytes), kPrivateKeyBytes, nullptr));
  if (!secret) return std::nullopt;
  auto public_key = PublicKeyOf(secret.get());
  if (!public_key) return std::nullopt;
  auto loaded = std::make_shared<Loaded>(Loaded{Load(secret.get(), *public_key)});
  if (!loaded->key) return std::nullopt;
  PrivateKey key;
  key.loaded_ = std::move(loaded);
  key.public_key_ = *std::move(public_key);
  return key;
}

std::optional<PrivateKey> PrivateKey::Make() {
  constexpr int kTries = 10;  // of 2^32 random numbers one is too large for the curve
  std::string bytes(kPrivateKeyBytes, '\0');
  std::optional<PrivateKey> key;
  for (int i = 0; i < kTries && !key; ++i) {
    if (RAND_bytes(MutableBytes(bytes), static_cast<int>(bytes.size())) != 1) break;
    key = From(bytes);
  }
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

std::optional<std::string> PrivateKey::SecretWith(std::string_view public_key) const {
  const auto peer = LoadPublicKey(public_key);
  const Freed<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      peer ? EVP_PKEY_CTX_new(loaded_->key.get(), nullptr) : nullptr);
  constexpr std::size_t kSecretBytes = 32;
  std::string secret(kSecretBytes, '\0');
  std::size_t size = secret.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
      EVP_PKEY_derive(context.get(), MutableBytes(secret), &size) != 1 || size != kSecretBytes)
    return std::nullopt;
  return secret;
}

std::optional<std::string> PrivateKey::Sign(std::string_view message) const {
  const Freed<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, loaded_->key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, Bytes(message), message.size()) != 1)
    return std::nullopt;
  std::string der(size, '\0');
  if (EVP_DigestSign(context.get(), MutableBytes(der), &size, Bytes(message), message.size()) != 1)
    return std::nullopt;
  const unsigned char* at = Bytes(der);
  const Freed<ECDSA_SIG, ECDSA_SIG_free> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  constexpr int kHalf = 32;
  std::string signature(std::size_t{2} * kHalf, '\0');
  if (!pair ||
      BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), MutableBytes(signature), kHalf) != kHalf ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), MutableBytes(signature) + kHalf, kHalf) != kHalf)
    return std::nullopt;
  return signature;
}

}  // namespace webpush
