// Whether bytes really are a picture: decoded to the end, line by line, in bounded memory.
#pragma once

#include <string>
#include <string_view>

#include "fotogal/problem.h"

namespace fotogal {

struct Picture {
  std::string type;  // what was decoded: "jpeg", "png" or "gif"
  int width = 0, height = 0;
};

inline constexpr long kMaxPixels = 50'000'000;
inline constexpr int kMaxSide = 30'000;
// What a decoder may hold besides the picture's bytes (a progressive JPEG keeps its coefficients).
inline constexpr long kMaxDecoderBytes = 160L * 1024 * 1024;

// 415 unsupported_image: none of the three types; 422 image_too_large: dimensions, computed before
// memory is spent; 422 bad_image: it does not decode to the end.
Outcome<Picture> DecodePicture(std::string_view bytes);

}  // namespace fotogal
