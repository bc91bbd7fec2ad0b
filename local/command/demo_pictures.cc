#include "local/command/demo_pictures.h"

#include <cstdio>
// jpeglib.h needs stdio before it.
#include <jpeglib.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <vector>

namespace local::demo {
namespace {

struct Colour {
  float r = 0, g = 0, b = 0;
};

Colour Rgb(unsigned hex) {
  const auto part = [hex](int shift) { return static_cast<float>(hex >> shift & 255U) / 255.0F; };
  return {part(16), part(8), part(0)};
}

Colour Mix(const Colour& a, const Colour& b, float t) {
  const float k = std::clamp(t, 0.0F, 1.0F);
  return {a.r + (b.r - a.r) * k, a.g + (b.g - a.g) * k, a.b + (b.b - a.b) * k};
}

// 0 before `from`, 1 after `to`, smooth between: edges without steps.
float Ramp(float from, float to, float x) {
  const float t = std::clamp((x - from) / (to - from), 0.0F, 1.0F);
  return t * t * (3 - 2 * t);
}

// A number in 0..1 that hangs on whole numbers alone.
float Noise(unsigned a, unsigned b, unsigned seed) {
  unsigned h = a * 374761393U + b * 668265263U + seed * 2246822519U;
  h = (h ^ (h >> 13)) * 1274126177U;
  return static_cast<float>((h ^ (h >> 16)) & 0xFFFFU) / 65535.0F;
}

struct Palette {
  Colour high, low, sun, near, far;
};

Palette PaletteOf(unsigned seed) {
  static const Palette kPalettes[] = {
      {Rgb(0x2b4c7e), Rgb(0xf6c28b), Rgb(0xfff1cf), Rgb(0x1f2f3f), Rgb(0xb98a7a)},
      {Rgb(0x86b6d9), Rgb(0xf7ead2), Rgb(0xfffbe8), Rgb(0x2e5247), Rgb(0x9dbfae)},
      {Rgb(0x3a2e5c), Rgb(0xf2937d), Rgb(0xffe0a8), Rgb(0x241b33), Rgb(0xa8697a)},
      {Rgb(0x5aa9c9), Rgb(0xdff1ef), Rgb(0xffffff), Rgb(0x1c4f66), Rgb(0x8fc3c4)},
      {Rgb(0xd9825b), Rgb(0xfbe3b5), Rgb(0xfff6dc), Rgb(0x6b2f2a), Rgb(0xd9a07a)}};
  return kPalettes[seed % std::size(kPalettes)];
}

// What is drawn at (x, y), both in units of the picture's width; `tall` is its height.
using Painter = std::function<Colour(float x, float y)>;

Colour Sky(const Palette& p, float x, float y, float tall, float sun_x, float sun_y) {
  const Colour ground = Mix(p.high, p.low, y / (tall * 0.7F));
  const float away = std::hypot(x - sun_x, y - sun_y);
  const Colour glow = Mix(ground, p.sun, 0.55F * std::exp(-away * 5.5F));
  return Mix(glow, p.sun, 1 - Ramp(0.068F, 0.072F, away));
}

Painter Hills(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed);
  return [=](float x, float y) {
    const float sun_x = 0.25F + 0.5F * Noise(seed, 1, 7);
    Colour colour = Sky(p, x, y, tall, sun_x, tall * 0.34F);
    constexpr int kRidges = 6;
    for (int ridge = 0; ridge < kRidges; ++ridge) {
      const float depth = static_cast<float>(ridge + 1) / kRidges;
      const auto number = static_cast<unsigned>(ridge);
      const float phase = 6.28F * Noise(number, seed, 3);
      const float height = 0.075F * std::sin(x * (2.2F + depth * 2) + phase) +
                           0.03F * std::sin(x * (7 + 3 * depth) + phase * 2.3F) +
                           0.008F * std::sin(x * 31 + phase * 5);
      const float line = tall * (0.42F + 0.48F * depth * depth) + height;
      const Colour rock = Mix(Mix(p.far, p.near, depth), p.low, 0.28F * (1 - depth));
      const Colour lit = Mix(rock, p.low, 0.25F * std::exp(-(y - line) * 9));
      colour = Mix(colour, lit, Ramp(-0.0015F, 0.0015F, y - line));
    }
    return colour;
  };
}

// A triangle of sail over a hull.
float Boat(float x, float y, float at_x, float at_y, float size) {
  const float u = (x - at_x) / size;
  const float v = (y - at_y) / size;
  const bool sail = v < -0.08F && v > -1 && u > -0.02F && u < 0.62F * (1 + v);
  const bool jib = v < -0.12F && v > -0.9F && u < -0.06F && u > -0.4F * (1 + v);
  const bool hull = v >= 0 && v < 0.16F && std::abs(u) < 0.55F - v * 1.2F;
  return sail || jib || hull ? 1.0F : 0.0F;
}

Painter Sea(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed);
  return [=](float x, float y) {
    const float horizon = tall * 0.52F;
    const float sun_x = 0.3F + 0.4F * Noise(seed, 2, 5);
    if (y < horizon) {
      const Colour sky = Sky(p, x, y, tall, sun_x, tall * 0.3F);
      return Mix(sky, p.sun, 0.9F * Boat(x, y, 1.05F - sun_x, horizon - 0.004F, 0.16F));
    }
    const float depth = (y - horizon) / (tall - horizon);
    const float wave = std::sin(x * (14 + 20 * (1 - depth)) + std::sin(y * 90) * 2.5F) *
                       std::sin(y * 260 / (0.25F + depth));
    Colour water = Mix(Mix(p.low, p.high, 0.35F + depth), p.near, depth * 0.75F);
    const float path = std::exp(-std::abs(x - sun_x) * (9 - 5 * depth));
    water = Mix(water, p.sun, path * Ramp(0.1F, 0.6F, wave) * (0.9F - 0.4F * depth));
    return Mix(water, p.low, 0.12F * Ramp(0.2F, 0.9F, wave));
  };
}

Painter Tiles(float, unsigned seed) {
  const Colour colours[] = {Rgb(0xf4efe3), Rgb(0x2f6bb5), Rgb(0x7fa9dc), Rgb(0x0d2c55),
                            Rgb(0xf2b84b)};
  const std::vector<Colour> paints(std::begin(colours), std::end(colours));
  return [=](float x, float y) {
    constexpr float kTile = 1.0F / 7;
    const auto column = static_cast<unsigned>(x / kTile);
    const auto row = static_cast<unsigned>(y / kTile);
    float u = x / kTile - static_cast<float>(column);
    float v = y / kTile - static_cast<float>(row);
    const auto turn = static_cast<int>(Noise(column, row, seed) * 4);
    if (turn % 2 == 1) u = 1 - u;
    if (turn / 2 == 1) v = 1 - v;
    const auto first = static_cast<size_t>(Noise(column, row, seed + 1) * 3.99F);
    const size_t second =
        (first + 1 + static_cast<size_t>(Noise(row, column, seed + 2) * 2.9F)) % 4;
    const float away = std::hypot(u, v);
    Colour colour = Mix(paints[first], paints[second], Ramp(0.985F, 1.0F, away));
    if (Noise(column, row, seed + 3) > 0.6F)
      colour = Mix(paints[4], colour, Ramp(0.3F, 0.315F, away));
    const float joint = std::min(std::min(u, 1 - u), std::min(v, 1 - v));
    return Mix(Rgb(0x0b2140), colour, 0.55F + 0.45F * Ramp(0.005F, 0.02F, joint));
  };
}

Painter City(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed + 2);
  return [=](float x, float y) {
    Colour colour = Sky(p, x, y, tall, 0.7F, tall * 0.26F);
    constexpr int kRows = 3;
    for (int row = 0; row < kRows; ++row) {
      const float near = static_cast<float>(row + 1) / kRows;
      const float wide = 0.05F + 0.035F * near;
      const auto house = static_cast<unsigned>(x / wide) + static_cast<unsigned>(row) * 100;
      const float top = tall * (0.5F + 0.16F * near) - tall * 0.26F * Noise(house, seed, 11);
      if (y < top) continue;
      colour = Mix(Mix(p.far, p.near, near), p.low, 0.15F * (1 - near));
      const float u = std::fmod(x, wide) / wide;
      const float across = std::fmod(u * 4, 1.0F);
      const float down = std::fmod((y - top) / 0.02F, 1.0F);
      const bool pane = across > 0.3F && across < 0.75F && down > 0.3F && down < 0.75F;
      const auto which =
          static_cast<unsigned>(u * 4) + static_cast<unsigned>((y - top) / 0.02F) * 7;
      if (pane && Noise(which, house, seed) > 0.55F) colour = Mix(colour, Rgb(0xffd98a), 0.85F);
    }
    return colour;
  };
}

Painter Petals(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed);
  return [=](float x, float y) {
    Colour colour = Mix(Rgb(0x16302a), Rgb(0x3c6b52), 0.5F + 0.5F * std::sin(x * 3 + y * 2));
    for (unsigned flower = 0; flower < 9; ++flower) {
      const float at_x = Noise(flower, 1, seed);
      const float at_y = tall * Noise(flower, 2, seed);
      const float size = 0.11F + 0.15F * Noise(flower, 3, seed);
      const float away = std::hypot(x - at_x, y - at_y) / size;
      const float angle = std::atan2(y - at_y, x - at_x);
      const float petals = 5 + std::floor(4 * Noise(flower, 4, seed));
      const float edge = 0.62F + 0.38F * std::cos(angle * petals + static_cast<float>(flower));
      const Colour leaf = Mix(p.sun, Noise(flower, 5, seed) > 0.5F ? p.low : Rgb(0xd9527a), away);
      colour = Mix(leaf, colour, Ramp(edge - 0.02F, edge + 0.02F, away));
      colour = Mix(Rgb(0xf2b84b), colour, Ramp(0.17F, 0.2F, away));
    }
    return colour;
  };
}

Painter Balloons(float tall, unsigned seed) {
  const Palette p = PaletteOf(seed + 1);
  const Colour cloths[] = {Rgb(0xc3274d), Rgb(0xf2b84b), Rgb(0x1d4f91), Rgb(0x2f6b57)};
  const std::vector<Colour> paints(std::begin(cloths), std::end(cloths));
  return [=](float x, float y) {
    Colour colour = Mix(p.high, p.low, y / tall);
    for (unsigned one = 0; one < 7; ++one) {
      const float size = 0.05F + 0.1F * Noise(one, 3, seed);
      const float u = (x - 0.1F - 0.8F * Noise(one, 1, seed)) / size;
      const float v = (y - tall * (0.12F + 0.6F * Noise(one, 2, seed))) / size;
      const float away = std::hypot(u, v > 0 ? v * 0.82F : v);
      const float stripe = std::sin(u / std::sqrt(std::max(0.05F, 1 - v * v * 0.6F)) * 9);
      const Colour cloth = Mix(paints[one % 4], Rgb(0xfdf6e6), Ramp(-0.2F, 0.2F, stripe));
      const Colour lit = Mix(cloth, Rgb(0x1a1a2e), 0.35F * Ramp(-0.4F, 1.2F, u));
      colour = Mix(lit, colour, Ramp(0.98F, 1.01F, away));
      if (std::abs(u) < 0.16F && v > 1.42F && v < 1.66F) colour = Rgb(0x5a3a22);
    }
    return Mix(colour, p.near, Ramp(0, 0.004F, y - tall * 0.9F - 0.02F * std::sin(x * 9)));
  };
}

Painter PainterOf(Scene scene, float tall, unsigned seed) {
  switch (scene) {
    case Scene::kHills:
      return Hills(tall, seed);
    case Scene::kSea:
      return Sea(tall, seed);
    case Scene::kTiles:
      return Tiles(tall, seed);
    case Scene::kCity:
      return City(tall, seed);
    case Scene::kPetals:
      return Petals(tall, seed);
    case Scene::kBalloons:
      break;
  }
  return Balloons(tall, seed);
}

std::vector<unsigned char> PaintRow(const Painter& paint, int width, int y, unsigned seed) {
  std::vector<unsigned char> row;
  row.reserve(static_cast<size_t>(width) * 3);
  for (int x = 0; x < width; ++x) {
    const auto scale = static_cast<float>(width);
    const Colour colour = paint(static_cast<float>(x) / scale, static_cast<float>(y) / scale);
    // A little grain, as of film; it also keeps gradients from showing bands.
    const float grain =
        (Noise(static_cast<unsigned>(x), static_cast<unsigned>(y), seed) - 0.5F) * 0.025F;
    for (const float part : {colour.r, colour.g, colour.b})
      row.push_back(static_cast<unsigned char>(std::clamp(part + grain, 0.0F, 1.0F) * 255));
  }
  return row;
}

}  // namespace

std::string DrawJpeg(Scene scene, int width, int height, unsigned seed) {
  const float tall = static_cast<float>(height) / static_cast<float>(width);
  const Painter paint = PainterOf(scene, tall, seed);
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long length = 0;
  jpeg_mem_dest(&info, &buffer, &length);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 82, TRUE);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < height; ++y) {
    auto row = PaintRow(paint, width, y, seed);
    JSAMPROW rows[] = {row.data()};
    jpeg_write_scanlines(&info, rows, 1);
  }
  jpeg_finish_compress(&info);
  std::string bytes(reinterpret_cast<char*>(buffer), length);
  jpeg_destroy_compress(&info);
  std::free(buffer);
  return bytes;
}

}  // namespace local::demo
