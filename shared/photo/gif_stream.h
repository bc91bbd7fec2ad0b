// Inspects and sanitizes a GIF block by block (GIF89a specification), without decoding its images.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectGif(std::string_view bytes);
Result<Clean> SanitizeGif(std::string_view bytes, const Header& header);

}  // namespace photo
