#include "fotogal/base/hashes.h"

#include <sodium.h>

#include "common/base64.h"
#include "oci/crypto.h"

namespace fotogal {
namespace {

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string Sha256Base64Url(std::string_view text) {
  // OpenSSL's uses what the processor has for it: each answer of the size of a page is hashed.
  return common::Base64Url(oci::Sha256(text));
}

std::string KeyedHash(std::string_view key, std::string_view text) {
  std::string hash(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, BytesOf(key), key.size());
  crypto_auth_hmacsha256_update(&state, BytesOf(text), text.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

}  // namespace fotogal
