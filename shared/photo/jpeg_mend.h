// Repairs JPEGs whose data libjpeg, and so every browser, reads with warnings only.
#pragma once

#include "photo/header.h"

namespace photo {

// A sanitized JPEG that did not decode without warnings: the same coefficients as one sequential
// scan, without loss. Blocks that no data tell of are grey. kDamaged: not even that can be read, or
// the bytes of one without an end mark end before its last row of blocks. kTooLarge: the
// coefficients would not fit into memory.
Result<Unit> MendJpeg(Clean& clean, const Header& header);

}  // namespace photo
