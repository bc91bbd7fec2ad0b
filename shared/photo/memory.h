// What Make() holds at most, told before it begins.
#pragma once

#include "photo/photo.h"

namespace photo {

inline Result<Unit> CheckSize(long width, long height) {
  if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels)
    return Refusal::kTooLarge;
  return Unit{};
}

// `held`: bytes that the decoder keeps for the whole picture.
inline std::uint64_t MemoryFor(std::size_t bytes, int width, std::uint64_t held) {
  // Renditions being made and encoded, an ICC profile, the libraries' own tables.
  constexpr std::uint64_t kAlways = 40ULL * 1024 * 1024;
  // Rows in flight: a JPEG's band of blocks in every component, a PNG's two rows of 16 bits, sums.
  constexpr std::uint64_t kForEachColumn = 512;
  const auto columns = static_cast<std::uint64_t>(width);
  return kAlways + bytes + bytes / 8 + kForEachColumn * columns + held;
}

}  // namespace photo
