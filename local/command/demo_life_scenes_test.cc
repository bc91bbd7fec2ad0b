#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <set>

#include "local/command/demo_scenes.h"

using namespace local::demo;

TEST_CASE("scenes of life have a colour at every place of every format, and many in all") {
  for (const auto scene : {&Sea, &Lights, &City, &Balloons, &Tiles, &Petals}) {
    for (const float tall : {0.4F, 1.0F, 1.8F}) {
      const Painter paint = scene(tall, 3);
      std::set<int> shades;
      for (int step = 0; step < 1600; ++step) {
        const float x = static_cast<float>(step % 40) / 39;
        const float y = tall * static_cast<float>(step / 40) / 39;
        const Colour colour = paint(x, y);
        REQUIRE(std::isfinite(colour.r + colour.g + colour.b));
        shades.insert(static_cast<int>((colour.r + colour.g + colour.b) * 80));
      }
      CHECK(shades.size() > 20);
    }
  }
}
