// Inspects and sanitizes a JPEG segment by segment (ITU-T T.81 annex B), without decoding it.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectJpeg(std::string_view bytes);
Result<Clean> SanitizeJpeg(std::string_view bytes, const Header& header);

}  // namespace photo
