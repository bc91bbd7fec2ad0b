#include "local/demo/canvas.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <set>

using namespace local::demo;

namespace {

bool IsColour(const Colour& colour) {
  for (const float part : {colour.r, colour.g, colour.b}) {
    if (!(part >= 0 && part <= 1)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("colours are read, mixed and lit within what can be shown") {
  const Colour orange = Rgb(0xff8000);
  CHECK(orange.r == 1);
  CHECK(orange.b == 0);
  CHECK(Mix(orange, Rgb(0x000000), 2).r == 0);
  CHECK(Mix(orange, Rgb(0x000000), 0.5F).r == 0.5F);
  CHECK(IsColour(Glow(orange, Rgb(0xffffff), 5)));
  CHECK(Glow(orange, Rgb(0xffffff), 0).g == orange.g);
}

TEST_CASE("noise is the same every time, within 0 and 1, and without steps") {
  std::set<float> seen;
  for (int i = 0; i < 400; ++i) {
    const float x = static_cast<float>(i) * 0.037F - 5;
    const float here = Smooth(x, 2 * x, 3), cloud = Cloud(x, -x, 3, 6);
    CHECK(here >= 0);
    CHECK(here <= 1);
    CHECK(cloud >= 0);
    CHECK(cloud <= 1);
    CHECK(Cloud(x, -x, 3, 6) == cloud);
    CHECK(std::abs(Smooth(x + 0.001F, 2 * x, 3) - here) < 0.01F);
    seen.insert(here);
  }
  CHECK(seen.size() > 300);
}

TEST_CASE("a ridge is asked anywhere, and goes on at its ends") {
  const Ridge rocks(4, 3, 1), hills(4, 3, 0);
  CHECK(rocks.At(-1) == rocks.At(0));
  CHECK(rocks.At(2) == rocks.At(1));
  CHECK(rocks.At(0.3F) != hills.At(0.3F));
  CHECK(std::abs(rocks.At(0.5F)) < 1);
}

TEST_CASE("skies have colours everywhere, clouds or none") {
  for (unsigned seed = 0; seed < 5; ++seed) {
    Sky sky;
    sky.palette = PaletteOf(seed);
    sky.horizon = 0.5F;
    sky.seed = seed;
    for (const float clouds : {0.0F, 0.5F, 1.0F}) {
      sky.clouds = clouds;
      for (const float y : {0.0F, 0.2F, 0.49F, 0.5F, 0.9F}) CHECK(IsColour(sky.At(0.4F, y)));
    }
  }
}
