// The most memory that Make() will hold, computed before it begins.
#pragma once

#include "photo/header.h"

namespace photo {

inline Result<Unit> CheckSize(long width, long height) {
  if (width > kMaxSide || height > kMaxSide) return Refusal::kTooLarge;
  return Unit{};
}

// `held`: bytes that the decoder keeps for the whole picture.
inline std::uint64_t MemoryFor(std::size_t bytes, int width, std::uint64_t held) {
  // For the renditions and their encoding, an ICC profile, and the libraries' own tables.
  constexpr std::uint64_t kAlways = 40ULL * 1024 * 1024;
  // For the rows in work: a JPEG's row of blocks in every component, two rows of 16 bits of a PNG,
  // the scaler's sums.
  constexpr std::uint64_t kForEachColumn = 512;
  const auto columns = static_cast<std::uint64_t>(width);
  return kAlways + bytes + bytes / 8 + kForEachColumn * columns + held;
}

// The most bytes that a PNG's data has when it is compressed again.
inline std::size_t MostRepacked(std::size_t bytes) { return bytes / 4 + 65536; }
// The most bytes that a repaired JPEG has.
inline std::size_t MostMended(std::size_t bytes) { return bytes + bytes / 2 + 65536; }

}  // namespace photo
