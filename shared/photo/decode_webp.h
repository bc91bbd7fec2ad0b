// Decodes a sanitized WebP into rows. A WebP that is damaged anywhere, even a little, is refused.
#pragma once

#include <string_view>

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// The rows may be smaller than the picture, but large enough for the renditions.
Result<Unit> DecodeWebp(std::string_view bytes, Canvas& canvas);

}  // namespace photo
