// BlurHash (https://github.com/woltapp/blurhash, Algorithm.md): a picture in some thirty letters.
#pragma once

#include <string>

#include "photo/scale.h"

namespace photo {

// 1 to 9 components each way; transparent pixels count as white.
std::string BlurHash(const Pixels& pixels, int x_components, int y_components);

}  // namespace photo
