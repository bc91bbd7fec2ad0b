// Decodes a sanitized WebP into rows. What is damaged anywhere, even a little, is refused.
#pragma once

#include <string_view>

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// May come smaller than it is, but no smaller than the renditions need.
Result<Unit> DecodeWebp(std::string_view bytes, Canvas& canvas);

}  // namespace photo
