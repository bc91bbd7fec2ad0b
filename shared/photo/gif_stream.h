// Inspects and sanitizes a GIF as a sequence of blocks (GIF89a specification), without decoding it.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectGif(std::string_view bytes);
Result<Clean> SanitizeGif(std::string_view bytes, const Header& header);

}  // namespace photo
