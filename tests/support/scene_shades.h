// Samples a scene of the demonstration at the points of a grid.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <set>

#include "local/demo/scenes.h"

namespace tests {

// The number of different shades; also checks that every point has a colour. tall: the height when
// the width is 1.
inline size_t ShadesOf(const local::demo::Painter& paint, float tall) {
  std::set<int> shades;
  for (int step = 0; step < 1600; ++step) {
    const float x = static_cast<float>(step % 40) / 39;
    const float y = tall * static_cast<float>(step / 40) / 39;
    const local::demo::Colour colour = paint(x, y);
    REQUIRE(std::isfinite(colour.r + colour.g + colour.b));
    shades.insert(static_cast<int>((colour.r + colour.g + colour.b) * 80));
  }
  return shades.size();
}

}  // namespace tests
