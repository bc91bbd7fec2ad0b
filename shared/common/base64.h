// Bytes as text: RFC 4648.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace common {

std::string Hex(std::string_view bytes);  // lower case

std::string Base64(std::string_view bytes);  // section 4, padded
// nullopt: not base64, or not padded, or with anything else in it. Bits behind the last byte do not
// count.
std::optional<std::string> Base64Decode(std::string_view text);

// Section 5, without padding, as in JSON Web Tokens.
std::string Base64Url(std::string_view bytes);
// nullopt: not what Base64Url() makes of any bytes.
std::optional<std::string> Base64UrlDecode(std::string_view text);

}  // namespace common
