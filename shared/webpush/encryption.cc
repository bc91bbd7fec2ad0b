#include "webpush/encryption.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>

#include "webpush/openssl.h"

namespace webpush {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kKeyBytes = 16, kNonceBytes = 12, kTagBytes = 16;
constexpr std::size_t kRecordSize = 4096;

std::string Hmac(std::string_view key, std::string_view message) {
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(message), message.size(),
       MutableBytes(mac), &size);
  mac.resize(size);
  return mac;
}

// HKDF (RFC 5869) where all that is asked for fits into the first block.
std::string Hkdf(std::string_view salt, std::string_view input_key, std::string info,
                 std::size_t size) {
  info += '\x01';
  return Hmac(Hmac(salt, input_key), info).substr(0, size);
}

std::optional<std::string> Seal(std::string_view text, const RecordKeys& keys) {
  const Freed<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
  std::string sealed(text.size() + kTagBytes, '\0');
  int size = 0, rest = 0;
  if (!context ||
      EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, Bytes(keys.key),
                         Bytes(keys.nonce)) != 1 ||
      EVP_EncryptUpdate(context.get(), MutableBytes(sealed), &size, Bytes(text),
                        static_cast<int>(text.size())) != 1 ||
      EVP_EncryptFinal_ex(context.get(), MutableBytes(sealed) + size, &rest) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                          MutableBytes(sealed) + text.size()) != 1)
    return std::nullopt;
  return sealed;
}

std::string HeaderOf(std::string_view salt, std::string_view key_id) {
  std::string header(salt);
  for (const int shift : {24, 16, 8, 0}) header += static_cast<char>(kRecordSize >> shift & 0xff);
  header += static_cast<char>(key_id.size());
  return header.append(key_id);
}

}  // namespace

RecordKeys RecordKeysOf(std::string_view input_key, std::string_view salt) {
  return {Hkdf(salt, input_key, std::string("Content-Encoding: aes128gcm\0"sv), kKeyBytes),
          Hkdf(salt, input_key, std::string("Content-Encoding: nonce\0"sv), kNonceBytes)};
}

std::string SharedInputKey(std::string_view secret, std::string_view auth,
                           std::string_view receiver_key, std::string_view sender_key) {
  constexpr std::size_t kInputKeyBytes = 32;
  std::string info("WebPush: info\0"sv);
  return Hkdf(auth, secret, info.append(receiver_key).append(sender_key), kInputKeyBytes);
}

std::optional<std::string> EncodeRecord(std::string_view text, std::string_view input_key,
                                        std::string_view salt, std::string_view key_id,
                                        std::size_t padded_to) {
  constexpr std::size_t kLongestKeyId = 255;
  constexpr char kLastRecord = 2;
  const std::size_t size = std::max(text.size(), padded_to);
  if (salt.size() != kSaltBytes || key_id.size() > kLongestKeyId || size > kMostText)
    return std::nullopt;
  std::string record(text);
  record += kLastRecord;
  record.resize(size + 1, '\0');
  const auto sealed = Seal(record, RecordKeysOf(input_key, salt));
  if (!sealed) return std::nullopt;
  return HeaderOf(salt, key_id) + *sealed;
}

std::optional<OneTime> MakeOneTime() {
  auto key = PrivateKey::Make();
  std::string salt(kSaltBytes, '\0');
  if (!key || RAND_bytes(MutableBytes(salt), static_cast<int>(salt.size())) != 1)
    return std::nullopt;
  return OneTime{*std::move(key), std::move(salt)};
}

std::optional<std::string> Encrypt(std::string_view text, const ReceiverKeys& receiver,
                                   const OneTime& one_time, std::size_t padded_to) {
  if (receiver.auth.size() != kAuthBytes) return std::nullopt;
  const auto secret = one_time.key.SecretWith(receiver.p256dh);
  if (!secret) return std::nullopt;
  const std::string& sender_key = one_time.key.public_key();
  return EncodeRecord(text, SharedInputKey(*secret, receiver.auth, receiver.p256dh, sender_key),
                      one_time.salt, sender_key, padded_to);
}

}  // namespace webpush
