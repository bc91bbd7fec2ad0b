// Decodes a sanitized PNG into rows. A PNG that is damaged anywhere, even a little, is refused.
#pragma once

#include <string_view>

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

Result<Unit> DecodePng(std::string_view bytes, Canvas& canvas);

}  // namespace photo
