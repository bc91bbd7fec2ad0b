// Base64 and hexadecimal text (RFC 4648).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace common {

std::string Hex(std::string_view bytes);  // lower case

std::string Base64(std::string_view bytes);  // section 4, padded
// nullopt: no valid base64, wrong padding, or another character. Surplus bits after the last byte
// are ignored.
std::optional<std::string> Base64Decode(std::string_view text);

// Section 5, without padding, as in JSON Web Tokens.
std::string Base64Url(std::string_view bytes);
// nullopt: a text that Base64Url() never produces.
std::optional<std::string> Base64UrlDecode(std::string_view text);

}  // namespace common
