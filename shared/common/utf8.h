#pragma once

#include <string_view>

namespace common {

// True when the bytes are UTF-8: shortest forms only, no surrogates, nothing beyond U+10FFFF.
bool IsUtf8(std::string_view bytes);

}  // namespace common
