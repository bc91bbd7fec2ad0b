// What the demonstration's pictures are painted with: colours, noise that is the same every time,
// skies.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

namespace local::demo {

struct Colour {
  float r = 0, g = 0, b = 0;  // 0..1
};
Colour Rgb(unsigned hex);  // 0xRRGGBB
Colour Mix(const Colour& a, const Colour& b, float t);
Colour Glow(const Colour& on, const Colour& light, float strength);  // adds light

// Quicker than std::hypot, which minds numbers that no picture has.
inline float Length(float x, float y) { return std::sqrt(x * x + y * y); }

// 0 before `from`, 1 after `to`, smooth between: edges without steps.
float Ramp(float from, float to, float x);

// A number in 0..1 that hangs on whole numbers alone.
float Noise(unsigned a, unsigned b, unsigned seed);
// The same between whole numbers, smooth; and with finer and finer detail on it, around 0.5.
float Smooth(float x, float y, unsigned seed);
float Cloud(float x, float y, unsigned seed, int octaves);

// The line of a ridge, around 0, for 0 <= x <= 1. `sharp` 0: hills, 1: rocks.
class Ridge {
 public:
  Ridge(unsigned seed, float waves, float sharp);
  float At(float x) const;

 private:
  std::vector<float> heights_;
};

// A time of day.
struct Palette {
  Colour high, low, sun, near, far;
};
const Palette& PaletteOf(unsigned seed);

// What is drawn at (x, y), both in units of the picture's width.
using Painter = std::function<Colour(float x, float y)>;

struct Sky {
  Palette palette;
  float horizon = 0;  // y of it
  float sun_x = 0.5F, sun_y = 0.2F;
  float sun_size = 0.03F;  // 0: behind something
  float clouds = 0.5F;     // 0: none, 1: all over
  unsigned seed = 0;
  Colour At(float x, float y) const;
};

}  // namespace local::demo
