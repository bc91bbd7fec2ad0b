// Inspects and sanitizes a WebP.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectWebp(std::string_view bytes);
Result<Clean> SanitizeWebp(std::string_view bytes, const Header& header);

}  // namespace photo
