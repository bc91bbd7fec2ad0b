// Pictures made here, free of everything but their colours.
#pragma once

#include <string>

#include "photo/scale.h"

namespace photo {

// Progressive, 4:2:0; 1 or 3 channels. A profile that does not fit is left out.
std::string EncodeJpeg(const Pixels& pixels, int quality, const std::string& icc);
// 4 channels.
std::string EncodePng(const Pixels& pixels, const std::string& icc);

}  // namespace photo
