// What Make() holds at most, told before it begins.
#pragma once

#include "photo/header.h"

namespace photo {

inline Result<Unit> CheckSize(long width, long height) {
  if (width > kMaxSide || height > kMaxSide) return Refusal::kTooLarge;
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

// Bytes of a PNG's data that are packed anew.
inline std::size_t MostRepacked(std::size_t bytes) { return bytes / 4 + 65536; }
// Bytes of a JPEG that is written anew.
inline std::size_t MostMended(std::size_t bytes) { return bytes + bytes / 2 + 65536; }

}  // namespace photo
