// A GIF as a row of blocks (GIF89a specification), not decoded.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectGif(std::string_view bytes);
Result<Clean> SanitizeGif(std::string_view bytes, const Header& header);

}  // namespace photo
