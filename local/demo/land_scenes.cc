#include <algorithm>
#include <array>
#include <cmath>

#include "local/demo/scenes.h"

namespace local::demo {
namespace {

struct Range {
  Ridge ridge;
  float line = 0, height = 0;
  float Top(float x) const { return line - height * ridge.At(x); }
};

// The ranges of mountains, from the furthest to the nearest.
std::vector<Range> RangesOf(float tall, unsigned seed, int count, float sharp) {
  std::vector<Range> ranges;
  for (int i = 0; i < count; ++i) {
    const float near = static_cast<float>(i) / static_cast<float>(count - 1);
    ranges.push_back({Ridge(seed * 13 + static_cast<unsigned>(i), 2.6F + 1.2F * near,
                            sharp * (1 - 0.65F * near)),
                      tall * (0.47F + 0.42F * near * near), tall * (0.5F - 0.24F * near)});
  }
  return ranges;
}

// The number of ranges that are at or behind the point (x, y); 0: there is only sky.
size_t FrontAt(const std::vector<Range>& ranges, float x, float y) {
  size_t front = ranges.size();
  while (front > 0 && y < ranges[front - 1].Top(x)) --front;
  return front;
}

// The side of a mountain, `below` its top: each spur has a sunny side, and high up there is snow.
Colour Rock(const Palette& p, float x, float below, float near, unsigned seed) {
  const float step = 0.004F;
  const auto relief = [&](float u, float v) {
    return Cloud(u * 7 + v * 3, v * 5 - u * 2, seed + 40, 6);
  };
  const float slope = (relief(x + step, below) - relief(x, below)) / step;
  const float light = std::clamp(0.5F - slope * 0.085F, 0.0F, 1.0F);
  const Colour shade = Mix(p.far, p.near, 0.25F + 0.75F * near);
  Colour rock = Mix(shade, Mix(p.sun, p.low, 0.5F), 0.42F * light * (1 - 0.75F * near));
  const float snow = Ramp(0.17F, 0.05F, below + 0.2F * (relief(x, below * 2) - 0.5F)) * (1 - near);
  return Mix(rock, Mix(Mix(p.far, p.high, 0.3F), Rgb(0xfff3e4), 0.35F + 0.65F * light),
             0.8F * snow);
}

}  // namespace

Painter Peaks(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed);
  const Sky sky = {p,     tall * 0.62F, 0.22F + 0.56F * Noise(seed, 1, 7), tall * 0.33F, 0.0F,
                   0.62F, seed};
  auto ranges = RangesOf(tall, seed, 5, 0.9F);
  ranges[0].height *= 1.9F;
  ranges[1].height *= 1.3F;
  return [=](float x, float y) {
    const size_t front = FrontAt(ranges, x, y);
    if (front == 0) return sky.At(x, y);
    const Range& range = ranges[front - 1];
    const float below = y - range.Top(x);
    const float near = static_cast<float>(front - 1) / static_cast<float>(ranges.size() - 1);
    const Colour rock = Rock(p, x, below, near, seed + static_cast<unsigned>(front));
    // Mist collects at the foot of each range.
    const float mist = Ramp(0.0F, 0.22F * tall, below) * (1 - 0.8F * near) +
                       0.18F * (Cloud(x * 5, y * 14, seed + 9, 4) - 0.5F);
    const Colour hazy = Mix(rock, Mix(p.low, p.far, 0.35F), mist * 0.85F);
    const float away = Length(x - sky.sun_x, y - sky.sun_y);
    return Glow(front > 1 ? hazy : Mix(sky.At(x, y), hazy, Ramp(0, 0.0016F, below)), p.sun,
                0.3F * (1 - near) * std::exp(-away * 4));
  };
}

Painter Dunes(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed);
  Sky sky = {p, tall * 0.5F, 0.8F, tall * 0.18F, 0.026F, 0.22F, seed};
  const auto ranges = RangesOf(tall, seed + 70, 4, 0);
  const Ridge wave(seed + 90, 3, 0);
  return [=](float x, float y) {
    const size_t front = FrontAt(ranges, x, y);
    if (front == 0) return sky.At(x, y);
    const Range& range = ranges[front - 1];
    const float below = y - range.Top(x);
    const float near = static_cast<float>(front) / static_cast<float>(ranges.size());
    // The crest winds down from the top; left of it is shadow.
    const float turn =
        0.3F + 0.34F * std::sin(static_cast<float>(front) * 2.4F + static_cast<float>(seed));
    const float crest =
        turn + 0.9F * below + 0.16F * wave.At(std::fmod(below * 3 + near * 0.3F, 1.0F));
    const float sunny = Ramp(-0.012F, 0.012F, x - crest);
    const float ripple = std::sin((y * 260 + 26 * Cloud(x * 4, y * 7, seed, 4)) / (0.6F + near));
    const Colour sand =
        Mix(Rgb(0xc9854f), Rgb(0xf0b777), 0.5F + 0.1F * ripple * near + 0.3F * (x - crest));
    const Colour shade = Mix(Rgb(0x5a3440), Rgb(0x8d5648), 0.5F + below * 2);
    const Colour dune = Mix(Mix(shade, sand, sunny), Mix(p.low, p.far, 0.4F), 0.55F * (1 - near));
    return front > 1 ? dune : Mix(sky.At(x, y), dune, Ramp(0, 0.002F, below));
  };
}

namespace {

// How far (x, y) is inside of a fir that is 1 high with its top at (0, 0); below 0: outside.
float Fir(float x, float y, unsigned seed) {
  if (y < 0 || y > 1) return -1;
  const float branch = std::fmod(y * 11, 1.0F);
  const float ragged = 0.03F * (Noise(static_cast<unsigned>(y * 60), x > 0, seed) - 0.5F);
  return (0.035F + 0.2F * y) * (0.62F + 0.38F * branch) + ragged - std::abs(x);
}

// A row of firs along a ridge.
struct Row {
  Range range;
  float near = 0, height = 0;
  unsigned number = 0, seed = 0;

  // How far (x, y) is inside of one of the firs or the ground below them.
  float Inside(float x, float y) const {
    const float top = range.Top(x);
    if (y < top - height * 1.2F) return -1;
    const float apart = height * 0.2F;
    const auto here = static_cast<int>(x / apart);
    float inside = y - top - height * 0.35F;
    for (int tree = here - 2; tree <= here + 2; ++tree) {
      const auto fir = static_cast<unsigned>(tree + 8);
      const float at = (static_cast<float>(tree) + Noise(fir, number, seed)) * apart;
      const float size = height * (0.55F + 0.6F * Noise(fir, number, seed + 1));
      const float foot = range.Top(at) + height * 0.45F;
      inside = std::max(inside, size * Fir((x - at) / size, (y - foot + size) / size, fir));
    }
    return inside;
  }
};

std::vector<Row> RowsOf(float tall, unsigned seed) {
  std::vector<Row> rows;
  for (auto& range : RangesOf(tall, seed + 30, 6, 0.2F)) {
    const float near = static_cast<float>(rows.size()) / 5;
    const auto number = static_cast<unsigned>(rows.size());
    rows.push_back({std::move(range), near, tall * (0.05F + 0.2F * near * near), number, seed});
  }
  return rows;
}

}  // namespace

Painter Forest(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed);
  const Sky sky = {p, tall * 0.8F, 0.3F + 0.4F * Noise(seed, 3, 3), tall * 0.22F, 0, 0.5F, seed};
  return [=, rows = RowsOf(tall, seed)](float x, float y) {
    constexpr float kEdge = 0.0012F;
    std::array<float, 6> inside{};
    size_t first = rows.size();  // solid, so that nothing behind it is visible
    while (first > 0 && (inside.at(first - 1) = rows[first - 1].Inside(x, y)) < kEdge) --first;
    Colour colour = first == 0 ? Mix(sky.At(x, y), p.low, 0.35F) : p.low;
    const float drift = 0.3F * (Cloud(x * 3, y * 6, seed + 3, 4) - 0.5F);
    for (size_t i = first == 0 ? 0 : first - 1; i < rows.size(); ++i) {
      const Row& row = rows[i];
      const float depth = (y - row.range.Top(x)) / (row.height + 0.08F);
      const float fog = Ramp(0, 1, depth) * 0.75F * (1 - row.near) + drift;
      const Colour fir = Mix(Mix(p.far, p.low, 0.45F), Mix(p.near, Rgb(0x0c1a18), 0.55F), row.near);
      colour =
          Mix(colour, Mix(fir, Mix(p.low, p.sun, 0.3F), fog), Ramp(-kEdge, kEdge, inside.at(i)));
    }
    const float away = Length(x - sky.sun_x, y - sky.sun_y);
    return Glow(colour, p.sun, 0.35F * std::exp(-away * 3.2F));
  };
}

namespace {

float Stars(float x, float y, unsigned seed) {
  constexpr float kCell = 0.011F;
  const float column = std::floor(x / kCell), row = std::floor(y / kCell);
  const auto a = static_cast<unsigned>(column), b = static_cast<unsigned>(row);
  const float brightness = Noise(a, b, seed);
  if (brightness < 0.72F) return 0;
  const float at_x = (column + 0.2F + 0.6F * Noise(a, b, seed + 1)) * kCell;
  const float at_y = (row + 0.2F + 0.6F * Noise(a, b, seed + 2)) * kCell;
  const float size = 0.00055F + 0.0016F * std::pow((brightness - 0.72F) / 0.28F, 6.0F);
  return Ramp(size * 1.6F, size * 0.4F, Length(x - at_x, y - at_y)) * (0.35F + brightness * 0.65F);
}

// Curtains of light, brightest at their lower edge.
float Aurora(float x, float y, float tall, unsigned seed) {
  float light = 0;
  for (unsigned curtain = 0; curtain < 3; ++curtain) {
    const auto shift = static_cast<float>(curtain);
    const float fold =
        Smooth(x * 3 + shift * 7, shift, seed) + 0.4F * Smooth(x * 9, shift, seed + 5);
    const float edge = tall * (0.2F + 0.13F * shift + 0.22F * fold);
    const float above = edge - y;
    const float rays = 0.45F + 0.55F * Cloud(x * 34 + fold * 6, 0.4F * y, seed + curtain, 3);
    if (above > -0.02F)
      light += rays * Ramp(-0.02F, 0.012F, above) * std::exp(-above / (0.16F * tall)) *
               (0.9F - 0.25F * shift);
  }
  return light;
}

}  // namespace

Painter Night(float tall, unsigned seed) {
  const auto ranges = RangesOf(tall, seed + 50, 3, 0.7F);
  const bool green = seed % 2 == 0;
  return [=](float x, float y) {
    for (size_t i = ranges.size(); i-- > 0;) {
      const float top = ranges[i].Top(x) + tall * 0.12F;
      if (y > top) {
        const float near = static_cast<float>(i) / 2;
        return Mix(Rgb(0x1a2f42), Rgb(0x04080f), near + 0.6F * Ramp(0, 0.2F, y - top));
      }
    }
    Colour sky = Mix(Rgb(0x050b1e), Rgb(0x1d3a57), y / (tall * 0.85F));
    const float across = (x - 0.5F) * 0.75F + (y / tall - 0.35F);
    const float band = std::exp(-across * across * 26);
    const float dust = Cloud(x * 5, y * 5, seed + 2, 6);
    sky = Glow(sky, Rgb(0xb9a8d8), band * Ramp(0.35F, 0.75F, dust) * 0.55F);
    sky = Glow(sky, Rgb(0xffffff), Stars(x, y, seed) + band * Stars(x * 1.9F, y * 1.9F, seed + 8));
    if (!green) return Glow(sky, Rgb(0xff9c5b), 0.5F * Ramp(0.5F, 0.95F, y / tall));
    const float light = Aurora(x, y, tall, seed);
    return Glow(sky, Mix(Rgb(0x38e8a0), Rgb(0x9a5be0), 0.75F - y / (tall * 0.55F)), 0.75F * light);
  };
}

}  // namespace local::demo
