// Makes what is stored of a picture from the bytes that were sent.
#pragma once

#include <string_view>

#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "photo/interrupt.h"

namespace fotogal {

// Sanitizes, decodes to the end and makes the renditions (photo/photo.h). 415 unsupported_image:
// not an accepted type; 422 image_too_large: needs more memory, or has longer sides, than is
// allowed; 422 bad_image: cannot be decoded to the end; 503: `cancelled` has returned true.
Outcome<NewPicture> ReadPicture(std::string_view bytes, const photo::Cancelled& cancelled = {});

}  // namespace fotogal
