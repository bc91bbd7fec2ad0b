#include "local/demo/pictures.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "local/demo/scenes.h"
#include "photo/jpeg_writer.h"

namespace local::demo {
namespace {

Painter PainterOf(Scene scene, float tall, unsigned seed) {
  switch (scene) {
    case Scene::kPeaks:
      return Peaks(tall, seed);
    case Scene::kDunes:
      return Dunes(tall, seed);
    case Scene::kForest:
      return Forest(tall, seed);
    case Scene::kNight:
      return Night(tall, seed);
    case Scene::kSea:
      return Sea(tall, seed);
    case Scene::kLights:
      return Lights(tall, seed);
    case Scene::kCity:
      return City(tall, seed);
    case Scene::kBalloons:
      return Balloons(tall, seed);
    case Scene::kTiles:
      return Tiles(tall, seed);
    case Scene::kPetals:
      break;
  }
  return Petals(tall, seed);
}

// Makes a row look photographed: darker corners, and a little grain, which also hides steps in
// gradients.
std::vector<unsigned char> ExposeRow(const Painter& paint, int width, int height, int y,
                                     unsigned seed) {
  const auto scale = static_cast<float>(width);
  const float tall = static_cast<float>(height) / scale;
  std::vector<unsigned char> row;
  row.reserve(static_cast<size_t>(width) * 3);
  for (int x = 0; x < width; ++x) {
    const float u = static_cast<float>(x) / scale, v = static_cast<float>(y) / scale;
    const Colour colour = paint(u, v);
    const float corner = Length(u - 0.5F, (v - tall / 2) / tall);
    const float dark = 1 - 0.22F * Ramp(0.35F, 0.75F, corner);
    const auto at = [&](unsigned step) {
      return Noise(static_cast<unsigned>(x) / step, static_cast<unsigned>(y) / step, seed + step);
    };
    const float grain = (0.6F * at(1) + 0.4F * at(2) - 0.5F) * 0.035F;
    for (const float part : {colour.r, colour.g, colour.b})
      row.push_back(static_cast<unsigned char>(std::clamp(part * dark + grain, 0.0F, 1.0F) * 255));
  }
  return row;
}

}  // namespace

std::string DrawJpeg(Scene scene, int width, int height, unsigned seed) {
  const float tall = static_cast<float>(height) / static_cast<float>(width);
  const Painter paint = PainterOf(scene, tall, seed);
  photo::JpegWriter writer(width, height, 3, JCS_RGB);
  jpeg_set_quality(&writer.info(), 82, TRUE);
  writer.Begin();
  for (int y = 0; y < height; ++y) writer.Row(ExposeRow(paint, width, height, y, seed).data());
  return writer.Finish();
}

}  // namespace local::demo
