// A PNG as a row of chunks (ISO 15948), not decoded.
#pragma once

#include "photo/header.h"

namespace photo {

Result<Header> InspectPng(std::string_view bytes);
Result<Clean> SanitizePng(std::string_view bytes, const Header& header);

}  // namespace photo
