// BlurHash (https://github.com/woltapp/blurhash, Algorithm.md): a picture in some thirty letters.
#pragma once

#include <string>

#include "photo/scale.h"

namespace photo {

// Of 1 to 9 components each way; what shows through is taken for white.
std::string BlurHash(const Pixels& pixels, int x_components, int y_components);

}  // namespace photo
