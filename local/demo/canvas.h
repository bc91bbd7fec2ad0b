// What the demonstration's pictures are painted with: colours, reproducible noise, skies.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

namespace local::demo {

struct Colour {
  float r = 0, g = 0, b = 0;  // each 0 to 1
};
Colour Rgb(unsigned hex);  // 0xRRGGBB
Colour Mix(const Colour& a, const Colour& b, float t);
Colour Glow(const Colour& on, const Colour& light, float strength);  // adds light

// Faster than std::hypot, which also handles numbers that do not occur here.
inline float Length(float x, float y) { return std::sqrt(x * x + y * y); }

// 0 before `from`, 1 after `to`, and a smooth rise between, for soft edges.
float Ramp(float from, float to, float x);

// A pseudo-random number, 0 to 1, that depends only on its arguments.
float Noise(unsigned a, unsigned b, unsigned seed);
// Noise that is interpolated between whole numbers; and the same with finer and finer detail added.
// Around 0.5.
float Smooth(float x, float y, unsigned seed);
float Cloud(float x, float y, unsigned seed, int octaves);

// The outline of a mountain ridge for 0 <= x <= 1: heights around 0. `sharp`: 0 for hills, 1 for
// rocks.
class Ridge {
 public:
  Ridge(unsigned seed, float waves, float sharp);
  float At(float x) const;

 private:
  std::vector<float> heights_;
};

// The colours of a time of day.
struct Palette {
  Colour high, low, sun, near, far;
};
const Palette& PaletteOf(unsigned seed);

// The colour at (x, y), both in units of the picture's width.
using Painter = std::function<Colour(float x, float y)>;

struct Sky {
  Palette palette;
  float horizon = 0;  // its y
  float sun_x = 0.5F, sun_y = 0.2F;
  float sun_size = 0.03F;  // 0: hidden
  float clouds = 0.5F;     // 0: none, 1: everywhere
  unsigned seed = 0;
  Colour At(float x, float y) const;
};

}  // namespace local::demo
