// From the bytes that somebody sends to what is stored of them.
#pragma once

#include <string_view>

#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "photo/interrupt.h"

namespace fotogal {

// Sanitized, decoded to the end, with its renditions (photo/photo.h). 415 unsupported_image: none
// of the types that are taken; 422 image_too_large: more memory or a longer side than is promised;
// 422 bad_image: it does not decode to the end; 503: `cancelled` said so.
Outcome<NewPicture> ReadPicture(std::string_view bytes, const photo::Cancelled& cancelled = {});

}  // namespace fotogal
