// Decodes a sanitized JPEG into rows. What is damaged anywhere, even a little, is refused.
#pragma once

#include <string_view>

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// May come smaller than it is, but no smaller than the renditions need. One in CMYK comes as sRGB:
// by its profile when that is a press's, else as browsers make it.
Result<Unit> DecodeJpeg(std::string_view bytes, Canvas& canvas, std::string_view icc = {});

}  // namespace photo
