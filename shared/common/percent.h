// Percent-encoding (RFC 3986, section 2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace common {

// Everything but letters, digits and "-._~".
std::string PercentEncode(std::string_view text);

// nullopt: a '%' without two hexadecimal digits behind it.
std::optional<std::string> PercentDecode(std::string_view text);

enum class Plus { kIsPlus, kIsSpace };  // a space in the query of a URL
// As most servers do: such a '%' stands for itself.
std::string PercentDecodeLoosely(std::string_view text, Plus plus = Plus::kIsPlus);

}  // namespace common
