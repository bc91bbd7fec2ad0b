// Encodes pictures, with a colour profile but no other metadata.
#pragma once

#include <string>

#include "photo/scale.h"

namespace photo {

// Chroma subsampling. Cameras halve the colour resolution (4:2:0); drawings and screenshots need
// all of it (4:4:4).
enum class Chroma { kHalved, kWhole };

// A progressive JPEG of 1 or 3 channels. A profile for another number of channels is left out.
std::string EncodeJpeg(const Pixels& pixels, int quality, const std::string& icc,
                       Chroma chroma = Chroma::kHalved);
// pixels: 4 channels.
std::string EncodePng(const Pixels& pixels, const std::string& icc);

}  // namespace photo
