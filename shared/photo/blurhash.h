// BlurHash (https://github.com/woltapp/blurhash, Algorithm.md): a very blurred picture as a text of
// about thirty letters.
#pragma once

#include <string>

#include "photo/scale.h"

namespace photo {

// 1 to 9 components in each direction; transparent pixels count as white.
std::string BlurHash(const Pixels& pixels, int x_components, int y_components);

}  // namespace photo
