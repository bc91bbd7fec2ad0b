// Decodes a sanitized GIF into rows. What is damaged anywhere, even a little, is refused.
#pragma once

#include <string_view>

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// The canvas gets the first frame; all of them are decoded.
Result<Unit> DecodeGif(std::string_view bytes, Canvas& canvas);

}  // namespace photo
