// Decodes a sanitized JPEG into rows. A JPEG that is damaged anywhere, even a little, is refused.
#pragma once

#include <string_view>

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// The rows may be smaller than the picture, but large enough for the renditions. A CMYK picture is
// converted to sRGB: by its profile when that is a CMYK (printing press) profile, else as browsers
// do it.
Result<Unit> DecodeJpeg(std::string_view bytes, Canvas& canvas, std::string_view icc = {});

}  // namespace photo
