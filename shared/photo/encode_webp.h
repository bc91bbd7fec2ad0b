// Encodes small pictures as WebP, which takes fewer bytes than JPEG at the same look and more
// processor time (docs/adr/0022-webp-renditions.md).
#pragma once

#include <string>

#include "photo/scale.h"

namespace photo {

// Whether EncodeWebp takes this picture: opaque colours, sides that the format allows.
bool FitsWebp(const Pixels& pixels);
// A lossy WebP, with half the colour resolution as the format wants it; "" when Interrupted(). A
// profile for another number of channels is left out.
std::string EncodeWebp(const Pixels& pixels, int quality, const std::string& icc);

}  // namespace photo
