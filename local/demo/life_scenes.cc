#include <algorithm>
#include <cmath>

#include "local/demo/scenes.h"

namespace local::demo {
namespace {

// A boat of sails and hull that is 1 high and stands on the water at (0, 0).
bool IsBoat(float u, float v) {
  const bool sail = v < -0.08F && v > -1 && u > -0.02F && u < 0.55F * std::pow(1 + v, 0.8F);
  const bool jib = v < -0.12F && v > -0.92F && u < -0.05F && u > -0.4F * (0.92F + v);
  const bool hull = v >= -0.02F && v < 0.12F && std::abs(u + 0.02F) < 0.5F - v * 1.4F;
  return sail || jib || hull;
}

}  // namespace

Painter Sea(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed);
  const float horizon = tall * (0.5F + 0.08F * Noise(seed, 4, 4));
  const Sky sky = {p,     horizon, 0.3F + 0.4F * Noise(seed, 2, 5), horizon * 0.72F, 0.034F,
                   0.66F, seed};
  const float boat_x = 1.02F - sky.sun_x, boat_size = 0.15F;
  const Ridge coast(seed + 21, 3, 0.4F);
  return [=](float x, float y) {
    const float u = (x - boat_x) / boat_size, v = (y - horizon - 0.012F) / boat_size;
    const Colour silhouette = Mix(p.near, p.sun, 0.12F);
    if (IsBoat(u, v)) return silhouette;
    const float hill =
        horizon - 0.02F - 0.09F * coast.At(x) * Ramp(0.1F, 0.75F, std::abs(x - boat_x));
    if (y < horizon)
      return Mix(sky.At(x, y), Mix(p.far, p.near, 0.3F), 0.8F * Ramp(0, 0.002F, y - hill - 0.03F));
    const float depth = (y - horizon) / (tall - horizon);
    // Waves look smaller the further away they are; each reflects another part of the sky.
    const float scale = 1 / (0.02F + depth);
    const float wave = Cloud(x * (6 + 0.9F * scale), 2.6F * scale + 40 * depth, seed + 6, 4) - 0.5F;
    const float seen = std::clamp(horizon * (0.96F - 0.9F * depth) + 0.5F * wave * (0.2F + depth),
                                  0.0F, horizon * 0.99F);
    Colour water =
        Mix(sky.At(std::clamp(x + wave * 0.2F, 0.0F, 1.0F), seen), p.near, 0.22F + 0.45F * depth);
    const float path = std::exp(-std::pow((x - sky.sun_x) / (0.045F + 0.16F * depth), 2.0F));
    water = Glow(water, p.sun, path * Ramp(-0.06F, 0.2F, wave) * (1 - 0.3F * depth));
    const float mirrored = -(v - 0.1F) * (1.1F + 0.6F * wave);
    const bool shade = v > 0.1F && IsBoat(u + wave * 0.5F, mirrored);
    return shade ? Mix(water, silhouette, 0.55F) : water;
  };
}

Painter Lights(float tall, unsigned seed) {
  struct Light {
    float x, y, size, strength;
    Colour colour;
  };
  const Colour colours[] = {Rgb(0xffb347), Rgb(0xff5d4a), Rgb(0xffe2a6), Rgb(0x58c4ff),
                            Rgb(0x8dffb0)};
  std::vector<Light> lights;
  for (unsigned i = 0; i < 46; ++i) {
    const float far = Noise(i, 1, seed);
    lights.push_back({Noise(i, 2, seed), tall * (0.12F + 0.62F * Noise(i, 3, seed)),
                      0.018F + 0.05F * far * far, 0.3F + 0.5F * Noise(i, 4, seed),
                      colours[static_cast<size_t>(Noise(i, 5, seed) * 4.99F)]});
  }
  return [=](float x, float y) {
    Colour colour = Mix(Rgb(0x0b1020), Rgb(0x2b2036),
                        Ramp(0, tall, y) + 0.25F * (Cloud(x * 3, y * 3, seed, 4) - 0.5F));
    const float wet = Ramp(tall * 0.7F, tall * 0.78F, y);
    for (const Light& light : lights) {
      const float away = Length(x - light.x, y - light.y) / light.size;
      if (away > 5 && std::abs(x - light.x) > light.size * 2) continue;
      const float rim = 0.72F + 0.28F * Ramp(0.6F, 0.98F, away);
      colour = Glow(colour, light.colour, light.strength * rim * Ramp(1.04F, 0.96F, away));
      colour = Glow(colour, light.colour, 0.1F * light.strength * std::exp(-away * 0.7F));
      if (wet <= 0) continue;
      // The street is wet and reflects.
      const float across =
          (x - light.x + 0.02F * (Smooth(y * 60, light.x * 90, seed) - 0.5F)) / (light.size * 0.7F);
      colour =
          Glow(colour, light.colour, 0.24F * wet * light.strength * std::exp(-across * across));
    }
    return colour;
  };
}

namespace {

struct Wall {
  float across = 0, down = 0;  // position from the left and upper edge, in units of the picture
  float near = 0, sunny = 0;
  unsigned house = 0, seed = 0;
};

// A wall with windows, some of them lit.
Colour WallAt(const Palette& p, const Wall& at) {
  const Colour wall = Mix(Mix(p.far, p.near, at.near * 0.9F), p.sun, at.sunny * (1.1F - at.near));
  const float side = 0.007F + 0.008F * at.near;  // size of a window with the wall around it
  const float u = at.across / side, v = at.down / side;
  const auto column = static_cast<unsigned>(u), floor = static_cast<unsigned>(v);
  const float across = u - static_cast<float>(column), down = v - static_cast<float>(floor);
  const float pane = Ramp(0.18F, 0.26F, across) * Ramp(0.86F, 0.78F, across) *
                     Ramp(0.2F, 0.3F, down) * Ramp(0.8F, 0.7F, down);
  if (Noise(column * 7 + floor * 131, at.house, at.seed) <= 0.62F)
    return Mix(wall, Mix(wall, p.high, 0.35F), 0.4F * pane);
  const Colour lit = Mix(Rgb(0xffc46b), Rgb(0xfff0c4), Noise(floor, column, at.house));
  return Mix(wall, lit, 0.9F * pane);
}

}  // namespace

Painter City(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed + 2);
  const Sky sky = {p, tall * 0.75F, 0.7F, tall * 0.3F, 0.045F, 0.5F, seed};
  return [=](float x, float y) {
    constexpr int kRows = 4;
    const float away = Length(x - sky.sun_x, y - sky.sun_y);
    const float glow = 0.25F * std::exp(-away * 3.4F);
    for (int row = kRows - 1; row >= 0; --row) {
      const float near = static_cast<float>(row + 1) / kRows;
      const float wide = 0.04F + 0.05F * near;
      const float shifted = (x + 0.37F * static_cast<float>(row)) / wide;
      const auto number = static_cast<unsigned>(shifted);
      const unsigned house = number + static_cast<unsigned>(row) * 100;
      const float u = shifted - static_cast<float>(number);
      const float height = std::pow(Noise(house, seed, 11), 1.6F);
      const float top = tall * (0.56F + 0.2F * near) - tall * 0.36F * height;
      if (y < top || u > 0.86F + 0.12F * Noise(house, seed, 2)) continue;
      const float sunny = 0.16F * Ramp(0.58F, 0.64F, u);
      const Colour wall = WallAt(p, {u * wide, y - top, near, sunny, house, seed});
      const float haze = 0.3F * (1 - near) + 0.22F * Ramp(top, tall, y);
      return Glow(Mix(wall, p.low, haze), p.sun, glow);
    }
    return Glow(sky.At(x, y), p.sun, glow);
  };
}

namespace {

// A balloon around (0, 0) with an envelope of radius 1: which part of (x, y) it covers, and its
// colour there.
struct Cloth {
  float covers = 0;
  Colour colour;
};

Cloth BalloonAt(float u, float v, const Colour& paint, float stripes) {
  const float belly = v > 0 ? v * (0.74F + 0.1F * v) : v;
  const float away = Length(u, belly);
  if (std::abs(u) < 0.15F && v > 1.5F && v < 1.74F)
    return {1, Mix(Rgb(0x7a5230), Rgb(0x3b2415), Ramp(-0.15F, 0.15F, u))};
  if (v > 1.2F && v < 1.52F && std::abs(std::abs(u) - (0.3F - 0.5F * (v - 1.2F))) < 0.012F)
    return {0.7F, Rgb(0x3b2a20)};
  const float girth = std::sqrt(std::max(0.04F, 1 - belly * belly));
  const float gore = std::asin(std::clamp(u / girth, -1.0F, 1.0F)) * stripes;
  const Colour cloth = Mix(paint, Rgb(0xfdf3df), Ramp(-0.15F, 0.15F, std::sin(gore)));
  const float light = 0.62F - 0.42F * u - 0.3F * v;
  const Colour lit = Mix(Mix(cloth, Rgb(0x181428), 0.62F), cloth, Ramp(-0.15F, 0.75F, light));
  return {Ramp(1.012F, 0.988F, away) * (v < 1.36F ? 1.0F : 0.0F),
          Glow(lit, Rgb(0xfff2cf), 0.22F * Ramp(0.75F, 1.2F, light))};
}

}  // namespace

Painter Balloons(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed + 1);
  const Sky sky = {p, tall * 0.9F, 0.2F, tall * 0.62F, 0, 0.45F, seed};
  const Colour paints[] = {Rgb(0xc3274d), Rgb(0xf2a83b), Rgb(0x1d5fa1), Rgb(0x2f7b67),
                           Rgb(0x8a3f8f)};
  const Ridge ridge(seed + 5, 3, 0.35F);
  return [=](float x, float y) {
    Colour colour = sky.At(x, y);
    for (unsigned one = 0; one < 8; ++one) {
      const float size =
          0.022F + 0.013F * static_cast<float>(one) * (0.6F + 0.4F * Noise(one, 3, seed));
      const float u = (x - 0.08F - 0.84F * Noise(one, 1, seed)) / size;
      const float v = (y - tall * (0.14F + 0.52F * Noise(one, 2, seed))) / size;
      if (std::abs(u) > 1.1F || v < -1.1F || v > 1.8F) continue;
      const Cloth cloth =
          BalloonAt(u, v, paints[one % 5], 6.0F + 2.0F * static_cast<float>(one % 3));
      const float haze = 0.45F - 0.055F * static_cast<float>(one);
      colour = Mix(colour, Mix(cloth.colour, p.low, haze), cloth.covers);
    }
    for (int row = 0; row < 2; ++row) {
      const auto near = static_cast<float>(row);
      const float top =
          tall * (0.86F + 0.07F * near) - 0.1F * ridge.At(std::fmod(x * 0.8F + 0.15F * near, 1.0F));
      const Colour earth = Mix(Mix(p.far, p.near, 0.3F + 0.7F * near), p.low, 0.25F * (1 - near));
      colour = Mix(colour, Mix(earth, p.low, 0.4F * (1 - near) * Ramp(0, 0.12F, y - top)),
                   Ramp(0, 0.003F, y - top));
    }
    return colour;
  };
}

Painter Tiles(float, unsigned seed) {
  const Colour paints[] = {Rgb(0xf4efe3), Rgb(0x2f6bb5), Rgb(0x7fa9dc), Rgb(0x0d2c55),
                           Rgb(0xf2b84b)};
  return [=](float x, float y) {
    constexpr float kTile = 1.0F / 6;
    const auto column = static_cast<unsigned>(x / kTile), row = static_cast<unsigned>(y / kTile);
    const float s = x / kTile - static_cast<float>(column), t = y / kTile - static_cast<float>(row);
    const auto turn = static_cast<int>(Noise(column, row, seed) * 4);
    const float u = turn % 2 == 1 ? 1 - s : s, v = turn / 2 == 1 ? 1 - t : t;
    const auto first = static_cast<size_t>(Noise(column, row, seed + 1) * 3.99F);
    const size_t second =
        (first + 1 + static_cast<size_t>(Noise(row, column, seed + 2) * 2.9F)) % 4;
    // It is to look painted by hand: no line is quite straight, no colour quite even.
    const float hand = 0.02F * (Cloud(x * 40, y * 40, seed, 3) - 0.5F);
    const float away = Length(u, v) + hand;
    Colour colour = Mix(paints[first], paints[second], Ramp(0.97F, 1.0F, away));
    if (Noise(column, row, seed + 3) > 0.5F) {
      colour = Mix(paints[4], colour, Ramp(0.3F, 0.33F, away));
      colour = Mix(colour, paints[(second + 1) % 4], Ramp(0.03F, 0.02F, std::abs(away - 0.55F)));
    }
    colour = Mix(colour, Rgb(0x1b2c4a), 0.3F * (Cloud(x * 14, y * 14, seed + 4, 5) - 0.35F));
    const float joint = std::min(std::min(s, 1 - s), std::min(t, 1 - t)) + hand * 0.4F;
    const Colour bevelled = Glow(colour, Rgb(0xffffff), 0.3F * Ramp(0.07F, 0.02F, std::min(s, t)));
    const Colour glazed =
        Glow(bevelled, Rgb(0xfff6e0),
             0.4F * std::exp(-9 * std::pow(x * 0.7F + y * 0.5F - 0.55F + 0.1F * hand, 2.0F)));
    return Mix(Rgb(0x8f8a80), glazed, Ramp(0.008F, 0.022F, joint));
  };
}

namespace {

struct Flower {
  float x, y, size, turn, petals;
  bool pink;
};

// The colour of a flower at (x, y); `rim`: 0 outside of its petals, 1 on them.
Colour FlowerAt(const Flower& flower, float x, float y, unsigned number, float& rim) {
  const float u = x - flower.x, v = y - flower.y;
  const float away = Length(u, v) / flower.size;
  const float angle = std::atan2(v, u) + flower.turn;
  const float lobe = std::abs(std::cos(angle * flower.petals * 0.5F));
  const float edge = 0.42F + 0.56F * std::pow(lobe, 0.55F);
  rim = Ramp(edge + 0.015F, edge - 0.015F, away);
  const Colour inner = flower.pink ? Rgb(0xb8336a) : Rgb(0xe9d9a8),
               outer = flower.pink ? Rgb(0xf5a8c4) : Rgb(0xfffaf0);
  Colour petal = Mix(inner, outer, Ramp(0.1F, 0.85F, away));
  petal = Mix(petal, Rgb(0x54223f), 0.4F * (1 - Ramp(0.0F, 0.5F, lobe)));  // where two petals meet
  petal = Mix(petal, inner, 0.22F * std::abs(std::sin(angle * flower.petals * 4)) * (1 - away));
  petal = Mix(petal, Rgb(0x2a1c30), 0.3F * Ramp(-0.3F, 1.0F, (u + v) / flower.size));
  const float grain =
      Noise(static_cast<unsigned>((u + 1) * 420), static_cast<unsigned>((v + 1) * 420), number);
  const Colour heart = Mix(Rgb(0xb9741a), Rgb(0xffd75e), grain * Ramp(0.25F, 0.0F, away) + 0.3F);
  return Mix(heart, petal, Ramp(0.17F, 0.2F, away));
}

}  // namespace

Painter Petals(float tall, unsigned seed) {
  std::vector<Flower> flowers;
  for (unsigned i = 0; i < 11; ++i) {
    flowers.push_back({Noise(i, 1, seed), tall * Noise(i, 2, seed),
                       0.06F + 0.017F * static_cast<float>(i), 6.28F * Noise(i, 3, seed),
                       5 + std::floor(4 * Noise(i, 4, seed)), Noise(i, 5, seed) > 0.45F});
  }
  return [=](float x, float y) {
    const float leaves = Cloud(x * 5, y * 5, seed + 1, 5);
    Colour colour = Mix(Rgb(0x0e2219), Rgb(0x4f8a55), Ramp(0.3F, 0.75F, leaves));
    for (unsigned i = 0; i < 16; ++i) {  // bright dots far in the background
      const float away = Length(x - Noise(i, 8, seed), y - tall * Noise(i, 9, seed)) /
                         (0.03F + 0.05F * Noise(i, 7, seed));
      colour = Glow(colour, Rgb(0xcfe58c), 0.16F * Ramp(1.06F, 0.9F, away));
    }
    for (size_t i = 0; i < flowers.size(); ++i) {
      const Flower& flower = flowers[i];
      const float shade = Length(x - flower.x - 0.02F, y - flower.y - 0.03F) / flower.size;
      if (shade > 1.6F) continue;
      colour = Mix(colour, Rgb(0x081410), 0.5F * Ramp(1.25F, 0.6F, shade));
      float rim = 0;
      const Colour shown = FlowerAt(flower, x, y, static_cast<unsigned>(i), rim);
      colour = Mix(colour, shown, rim);
    }
    return colour;
  };
}

}  // namespace local::demo
