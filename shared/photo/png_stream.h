// Inspects and sanitizes a PNG chunk by chunk (ISO 15948), without decoding it.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectPng(std::string_view bytes);
Result<Clean> SanitizePng(std::string_view bytes, const Header& header);

}  // namespace photo
