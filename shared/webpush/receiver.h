// The other end of Web Push, for tests: a browser that decrypts, and a push service that looks who
// sends.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "webpush/encryption.h"
#include "webpush/keys.h"

namespace webpush {

// A body in one record (RFC 8188), taken apart; nullopt: it is none, or was tampered with.
std::optional<std::string> DecodeRecord(std::string_view body, std::string_view input_key);
// The text of a body that was encrypted for this key and secret.
std::optional<std::string> Decrypt(std::string_view body, const PrivateKey& key,
                                   std::string_view auth);

// The claims of a header Authorization; nullopt: it is of another form, or not signed by its key.
struct Sender {
  std::string key;  // the public key
  nlohmann::json claims;
};
std::optional<Sender> SenderOf(std::string_view authorization);

}  // namespace webpush
