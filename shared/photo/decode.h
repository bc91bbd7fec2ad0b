// Sanitized photos into rows, whatever their format. What is damaged anywhere, even a little, is
// refused.
#pragma once

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// The rows of a JPEG or a WebP may be fewer than the header tells, but enough for the renditions.
Result<Unit> Decode(Format format, const Clean& clean, Canvas& canvas);

}  // namespace photo
