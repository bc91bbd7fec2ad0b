#include "local/demo/canvas.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace local::demo {

Colour Rgb(unsigned hex) {
  const auto part = [hex](int shift) { return static_cast<float>(hex >> shift & 255U) / 255.0F; };
  return {part(16), part(8), part(0)};
}

Colour Mix(const Colour& a, const Colour& b, float t) {
  const float k = std::clamp(t, 0.0F, 1.0F);
  return {a.r + (b.r - a.r) * k, a.g + (b.g - a.g) * k, a.b + (b.b - a.b) * k};
}

Colour Glow(const Colour& on, const Colour& light, float strength) {
  const auto screen = [strength](float under, float over) {
    return 1 - (1 - under) * (1 - std::clamp(over * strength, 0.0F, 1.0F));
  };
  return {screen(on.r, light.r), screen(on.g, light.g), screen(on.b, light.b)};
}

float Ramp(float from, float to, float x) {
  const float t = std::clamp((x - from) / (to - from), 0.0F, 1.0F);
  return t * t * (3 - 2 * t);
}

float Noise(unsigned a, unsigned b, unsigned seed) {
  unsigned h = a * 374761393U + b * 668265263U + seed * 2246822519U;
  h = (h ^ (h >> 13)) * 1274126177U;
  return static_cast<float>((h ^ (h >> 16)) & 0xFFFFU) / 65535.0F;
}

namespace {

// std::floor is a library call on processors without SSE 4.1, so it is slow there.
int Floor(float x) {
  const int whole = static_cast<int>(x);
  return whole - (static_cast<float>(whole) > x ? 1 : 0);
}

}  // namespace

float Smooth(float x, float y, unsigned seed) {
  const int left = Floor(x), top = Floor(y);
  const auto column = static_cast<unsigned>(left), row = static_cast<unsigned>(top);
  const auto eased = [](float t) { return t * t * (3 - 2 * t); };
  const float u = eased(x - static_cast<float>(left)), v = eased(y - static_cast<float>(top));
  const auto between = [u](float a, float b) { return a + (b - a) * u; };
  const float above = between(Noise(column, row, seed), Noise(column + 1, row, seed));
  const float below = between(Noise(column, row + 1, seed), Noise(column + 1, row + 1, seed));
  return above + (below - above) * v;
}

float Cloud(float x, float y, unsigned seed, int octaves) {
  float sum = 0, weight = 0.5F, total = 0;
  for (int octave = 0; octave < octaves; ++octave) {
    sum += weight * Smooth(x, y, seed + static_cast<unsigned>(octave));
    total += weight;
    weight *= 0.5F;
    // Each finer layer is turned a little, so that no grid is visible.
    const float turned = 1.6F * x + 1.2F * y;
    y = -1.2F * x + 1.6F * y;
    x = turned;
  }
  return sum / total;
}

Ridge::Ridge(unsigned seed, float waves, float sharp) {
  constexpr int kSteps = 2048;
  for (int step = 0; step <= kSteps; ++step) {
    float x = waves * static_cast<float>(step) / kSteps;
    float height = 0, weight = 0.5F;
    for (unsigned octave = 0; octave < 8; ++octave) {
      const float wave = Smooth(x, 0.5F, seed * 31 + octave);
      const float edged = 1 - std::abs(2 * wave - 1);
      height += weight * ((1 - sharp) * wave + sharp * edged - 0.5F);
      weight *= 0.42F + 0.08F * sharp;
      x = x * 2.07F + 11;
    }
    heights_.push_back(height);
  }
}

float Ridge::At(float x) const {
  const float at = std::clamp(x, 0.0F, 1.0F) * static_cast<float>(heights_.size() - 2);
  const auto step = static_cast<size_t>(at);
  return std::lerp(heights_[step], heights_[step + 1], at - static_cast<float>(step));
}

const Palette& PaletteOf(unsigned seed) {
  static const Palette kPalettes[] = {
      {Rgb(0x27406e), Rgb(0xf4b57c), Rgb(0xffe7b8), Rgb(0x1b2735), Rgb(0xa98a86)},
      {Rgb(0x5f9fd0), Rgb(0xdfeaf0), Rgb(0xfffbe8), Rgb(0x29493c), Rgb(0x9fb9c2)},
      {Rgb(0x33295a), Rgb(0xf08a72), Rgb(0xffd09a), Rgb(0x1d1730), Rgb(0x97607c)},
      {Rgb(0x3f93bd), Rgb(0xcfe9ea), Rgb(0xffffff), Rgb(0x17485e), Rgb(0x86b9c2)},
      {Rgb(0x7c6a8c), Rgb(0xfbcf94), Rgb(0xfff0cc), Rgb(0x4a2a33), Rgb(0xcf9a80)}};
  return kPalettes[seed % std::size(kPalettes)];
}

Colour Sky::At(float x, float y) const {
  const Palette& p = palette;
  const float height = std::clamp(y / horizon, 0.0F, 1.0F);
  Colour colour = Mix(p.high, p.low, std::pow(height, 1.3F));
  const float away = Length(x - sun_x, (y - sun_y) * 1.15F);
  colour = Glow(colour, p.sun, 0.55F * std::exp(-away * 4.5F) + 0.25F * std::exp(-away * 16));
  if (sun_size > 0) {
    colour = Mix(colour, p.sun, 1 - Ramp(sun_size * 0.93F, sun_size * 1.07F, away));
  }
  if (clouds <= 0) return colour;
  // Clouds are flatter and denser near the horizon.
  const float far = 1.25F - height;
  const float u = (x - 0.5F) * 2.6F / far + static_cast<float>(seed) * 3.7F, v = 1.9F / far;
  const float thick = Cloud(u, v * 2.1F, seed * 17 + 5, 6);
  const float edge = 0.68F - 0.26F * clouds;
  const float cover = Ramp(edge, edge + 0.2F, thick) * Ramp(0, 0.2F, 1.04F - height);
  const float lit = std::exp(-away * 2.4F) + 0.35F * Ramp(edge + 0.22F, edge, thick);
  const Colour cloud = Glow(Mix(p.far, p.low, 0.35F + 0.4F * height), p.sun, 0.75F * lit);
  return Mix(colour, cloud, 0.85F * cover);
}

}  // namespace local::demo
