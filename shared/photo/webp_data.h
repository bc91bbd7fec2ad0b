// The compressed streams of a WebP's picture.
#pragma once

#include "photo/webp_file.h"

namespace photo {

// The most bytes that libwebp may allocate while it decodes the picture.
std::uint64_t WebpMemory(const WebpPicture& picture);

// The streams without bytes after their ends. kDamaged: the picture is incomplete; kTooLarge: its
// tables need too much memory.
Result<WebpPicture> OnlyPicture(const WebpPicture& picture);

}  // namespace photo
