// What e-mail addresses have in common wherever they are sent to the stand-in.
#pragma once

#include <string_view>

namespace standin {

// One "@", with something on both sides.
inline bool IsMailAddress(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && at == text.rfind('@');
}

}  // namespace standin
