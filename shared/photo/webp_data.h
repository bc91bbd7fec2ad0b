// The bit streams of a WebP's picture.
#pragma once

#include "photo/webp_file.h"

namespace photo {

// What libwebp's allocations may come to while a picture is decoded.
std::uint64_t WebpMemory(const WebpPicture& picture);

// The streams without what lies behind their ends. kDamaged: the
// picture is not whole; kTooLarge: its tables are.
Result<WebpPicture> OnlyPicture(const WebpPicture& picture);

}  // namespace photo
