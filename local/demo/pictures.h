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

// A JPEG, always the same for the same arguments. seed: varies colours and shapes.
std::string DrawJpeg(Scene scene, int width, int height, unsigned seed);

}  // namespace local::demo
