// For tests: a WebP of each kind, and its parts.
#pragma once

#include <string>

#include "photo/testing.h"

namespace photo::testing {

using namespace std::string_literals;

inline constexpr int kWebpWidth = 61, kWebpHeight = 43;

inline std::string LossyWebp() { return Webp(kWebpWidth, kWebpHeight); }
inline std::string LosslessWebp() { return Webp(kWebpWidth, kWebpHeight, {.lossless = true}); }
inline std::string TransparentWebp() {
  return Webp(kWebpWidth, kWebpHeight, {.transparent = true});
}

// The chunks of a file, without RIFF and, where it has one, without VP8X.
inline std::string WebpChunksOf(const std::string& webp) {
  return webp.substr(webp.substr(12, 4) == "VP8X" ? 30 : 12);
}
inline std::string WebpPayloadOf(const std::string& webp) {
  return webp.substr(20, Little32(webp, 16));
}

}  // namespace photo::testing
