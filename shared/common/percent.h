// Percent-encoding (RFC 3986, section 2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace common {

// Encodes everything but letters, digits and "-._~".
std::string PercentEncode(std::string_view text);

// nullopt: a '%' without two hexadecimal digits after it.
std::optional<std::string> PercentDecode(std::string_view text);

enum class Plus { kIsPlus, kIsSpace };  // what '+' means: in a URL's query, a space
// As PercentDecode, but a '%' without two digits stays as it is, as in most servers.
std::string PercentDecodeLoosely(std::string_view text, Plus plus = Plus::kIsPlus);

}  // namespace common
