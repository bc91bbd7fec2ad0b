// Hashes that are stored in place of secrets and of names of people.
#pragma once

#include <string>
#include <string_view>

namespace fotogal {

// SHA-256 in base64url, 43 characters; used for secrets and e-mail addresses in keys.
std::string Sha256Base64Url(std::string_view text);

// HMAC-SHA-256, 32 raw bytes. Without the key nobody can compute it, or find the text by trying.
std::string KeyedHash(std::string_view key, std::string_view text);

}  // namespace fotogal
