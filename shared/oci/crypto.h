// Hashes and encodings that signing and the services' integrity headers need.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oci {

std::string Sha256(std::string_view bytes);  // 32 raw bytes
std::string Md5(std::string_view bytes);     // 16 raw bytes; Content-MD5 and key fingerprints only
std::string Hex(std::string_view bytes);     // lower case

std::string Base64(std::string_view bytes);  // RFC 4648 section 4, padded
// nullopt: not base64. Strict: padded, no spaces.
std::optional<std::string> Base64Decode(std::string_view text);
// RFC 4648 section 5, as in JSON Web Tokens: no padding.
std::string Base64Url(std::string_view bytes);
std::optional<std::string> Base64UrlDecode(std::string_view text);

}  // namespace oci
