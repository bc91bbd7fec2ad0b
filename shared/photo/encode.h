// Encodes pictures without any metadata but a colour profile.
#pragma once

#include <string>

#include "photo/scale.h"

namespace photo {

// Halved (4:2:0) is how cameras keep colours; drawings and screenshots want them whole (4:4:4).
enum class Chroma { kHalved, kWhole };

// Progressive; 1 or 3 channels. A profile that does not fit is left out.
std::string EncodeJpeg(const Pixels& pixels, int quality, const std::string& icc,
                       Chroma chroma = Chroma::kHalved);
// 4 channels.
std::string EncodePng(const Pixels& pixels, const std::string& icc);

}  // namespace photo
