// Hashes of secrets and of what names people, in place of the texts themselves.
#pragma once

#include <string>
#include <string_view>

namespace fotogal {

// SHA-256 in base64url, 43 characters: how secrets and e-mail addresses stand in keys.
std::string Sha256Base64Url(std::string_view text);

// HMAC-SHA-256, 32 raw bytes: nobody makes it, or finds the text by trying, who has not the key.
std::string KeyedHash(std::string_view key, std::string_view text);

}  // namespace fotogal
