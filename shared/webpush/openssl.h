// What the sources of this folder share of OpenSSL. Included by no others.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace webpush {

template <auto Free>
struct FreedBy {
  void operator()(auto* pointer) const { Free(pointer); }
};
template <class T, auto Free>
using Freed = std::unique_ptr<T, FreedBy<Free>>;

inline const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* MutableBytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// nullptr: the bytes are no public key (keys.h).
Freed<EVP_PKEY, EVP_PKEY_free> LoadPublicKey(std::string_view bytes);

// What one record is encrypted with (RFC 8188, 2.2 and 2.3).
struct RecordKeys {
  std::string key, nonce;
};
RecordKeys RecordKeysOf(std::string_view input_key, std::string_view salt);
// The key that both ends of a subscription derive (RFC 8291, 3.4).
std::string SharedInputKey(std::string_view secret, std::string_view auth,
                           std::string_view receiver_key, std::string_view sender_key);

}  // namespace webpush
