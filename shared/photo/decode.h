// Decodes sanitized photos of any format. A photo that is damaged anywhere, even a little, is
// refused.
#pragma once

#include "photo/canvas.h"
#include "photo/header.h"

namespace photo {

// A JPEG or a WebP may be decoded at a smaller size than its header says, but large enough for the
// renditions.
Result<Unit> Decode(Format format, const Clean& clean, Canvas& canvas);

}  // namespace photo
