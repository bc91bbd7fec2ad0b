// Decodes a sanitized GIF into rows. A GIF that is damaged anywhere, even a little, is refused.
#pragma once

#include <string_view>

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// The canvas gets only the first frame, but all frames are decoded, to find damage.
Result<Unit> DecodeGif(std::string_view bytes, Canvas& canvas);

}  // namespace photo
