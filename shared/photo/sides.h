// How large the medium rendition is, for programs that link no codecs.
#pragma once

#include <algorithm>
#include <cmath>

#include "photo/header.h"

namespace photo {

struct Sides {
  int width = 0, height = 0;
  bool operator==(const Sides&) const = default;
};

inline Sides Scaled(int width, int height, double factor) {
  const auto side = [factor](int length) {
    return std::clamp(static_cast<int>(std::lround(length * factor)), 1, length);
  };
  return {side(width), side(height)};
}

// For a picture with these sides, which are positive; nothing is enlarged.
inline Sides MediumSides(int width, int height) {
  const auto [shortest, longest] = std::minmax(width, height);
  const double by_longest = static_cast<double>(kMediumSide) / longest;
  const double by_shortest = static_cast<double>(kMediumShortSide) / shortest;
  const double bound = static_cast<double>(kMediumLongSide) / longest;
  return Scaled(width, height, std::min({1.0, std::max(by_longest, by_shortest), bound}));
}

}  // namespace photo
