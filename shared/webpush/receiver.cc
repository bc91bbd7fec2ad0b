#include "webpush/receiver.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "common/base64.h"
#include "webpush/openssl.h"

namespace webpush {
namespace {

constexpr std::size_t kTag = 16;
constexpr std::size_t kLengths = 5;  // of the record's size, and of the key's id

struct Parts {
  std::string_view salt, key_id, sealed;
};
std::optional<Parts> PartsOf(std::string_view body) {
  const std::size_t fixed = kSaltBytes + kLengths;
  if (body.size() < fixed) return std::nullopt;
  const auto id_size = static_cast<unsigned char>(body[fixed - 1]);
  if (body.size() < fixed + id_size + kTag + 1) return std::nullopt;
  return Parts{body.substr(0, kSaltBytes), body.substr(fixed, id_size),
               body.substr(fixed + id_size)};
}

std::optional<std::string> Open(std::string_view sealed, const RecordKeys& keys) {
  const Freed<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
  std::string text(sealed.size() - kTag, '\0');
  std::string tag(sealed.substr(text.size()));
  int size = 0, rest = 0;
  if (!context ||
      EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, Bytes(keys.key),
                         Bytes(keys.nonce)) != 1 ||
      EVP_DecryptUpdate(context.get(), MutableBytes(text), &size, Bytes(sealed),
                        static_cast<int>(text.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) != 1 ||
      EVP_DecryptFinal_ex(context.get(), MutableBytes(text) + size, &rest) != 1)
    return std::nullopt;
  return text;
}

bool IsSignedBy(std::string_view public_key, std::string_view message, std::string_view signature) {
  constexpr int kHalf = 32;
  const auto key = LoadPublicKey(public_key);
  const Freed<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  if (!key || !pair || signature.size() != std::size_t{2} * kHalf) return false;
  ECDSA_SIG_set0(pair.get(), BN_bin2bn(Bytes(signature), kHalf, nullptr),
                 BN_bin2bn(Bytes(signature) + kHalf, kHalf, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  const Freed<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  const bool is_signed =
      size > 0 && context &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size), Bytes(message),
                       message.size()) == 1;
  OPENSSL_free(der);
  return is_signed;
}

}  // namespace

std::optional<std::string> DecodeRecord(std::string_view body, std::string_view input_key) {
  const auto parts = PartsOf(body);
  if (!parts) return std::nullopt;
  auto text = Open(parts->sealed, RecordKeysOf(input_key, parts->salt));
  if (!text) return std::nullopt;
  const auto end = text->find_last_not_of('\0');
  if (end == std::string::npos || (*text)[end] != '\x02') return std::nullopt;
  text->resize(end);
  return text;
}

std::optional<std::string> Decrypt(std::string_view body, const PrivateKey& key,
                                   std::string_view auth) {
  const auto parts = PartsOf(body);
  const auto secret = parts ? key.SecretWith(parts->key_id) : std::nullopt;
  if (!secret) return std::nullopt;
  return DecodeRecord(body, SharedInputKey(*secret, auth, key.public_key(), parts->key_id));
}

std::optional<Sender> SenderOf(std::string_view authorization) {
  constexpr std::string_view kToken = "vapid t=", kKey = ", k=";
  const auto key_at = authorization.find(kKey);
  if (!authorization.starts_with(kToken) || key_at == authorization.npos) return std::nullopt;
  const auto token = authorization.substr(kToken.size(), key_at - kToken.size());
  const auto first = token.find('.'), last = token.rfind('.');
  if (first == last) return std::nullopt;
  const auto key = common::Base64UrlDecode(authorization.substr(key_at + kKey.size()));
  const auto claims = common::Base64UrlDecode(token.substr(first + 1, last - first - 1));
  const auto signature = common::Base64UrlDecode(token.substr(last + 1));
  if (!key || !claims || !signature || !IsSignedBy(*key, token.substr(0, last), *signature))
    return std::nullopt;
  auto parsed = nlohmann::json::parse(*claims, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  return Sender{*key, std::move(parsed)};
}

}  // namespace webpush
