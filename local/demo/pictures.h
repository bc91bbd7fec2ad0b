// Pictures that the program draws itself, so that an empty store can be filled without anybody's
// photos.
#pragma once

#include <string>

namespace local::demo {

enum class Scene {
  kPeaks,
  kDunes,
  kForest,
  kNight,
  kSea,
  kLights,
  kCity,
  kBalloons,
  kTiles,
  kPetals
};

// The same picture for the same arguments, as JPEG. seed: chooses colours and shapes.
std::string DrawJpeg(Scene scene, int width, int height, unsigned seed);

}  // namespace local::demo
