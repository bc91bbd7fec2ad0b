// A JPEG as a row of segments (ITU-T T.81 annex B), not decoded.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectJpeg(std::string_view bytes);
Result<Clean> SanitizeJpeg(std::string_view bytes, const Header& header);

}  // namespace photo
