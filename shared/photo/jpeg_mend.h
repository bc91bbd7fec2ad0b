// Repairs JPEGs with data that libjpeg, and so every browser, reads only with warnings.
#pragma once

#include "photo/header.h"

namespace photo {

// For a sanitized JPEG that did not decode without warnings: writes the same coefficients as one
// sequential scan, without loss. Blocks without data become grey. kDamaged: it cannot be read at
// all, or it has no end mark and lacks more than its last row of blocks. kTooLarge: the
// coefficients do not fit into memory.
Result<Unit> MendJpeg(Clean& clean, const Header& header);

}  // namespace photo
