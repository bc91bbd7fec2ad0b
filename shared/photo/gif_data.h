// The compressed data of a GIF's image: LZW codes in sub-blocks.
#pragma once

#include <string>
#include <string_view>

#include "photo/header.h"

namespace photo {

struct GifData {
  unsigned code_size = 0;  // bits of a pixel, 1..8
  int width = 0, height = 0;
  bool interlaced = false;
  std::string_view blocks;  // with their lengths; the last ones may be missing
};

// The sub-blocks without anything behind the end code. If that code is missing, there are too many
// pixels, or pixels beyond `columns` and `rows` have to go, they are compressed again. kDamaged:
// invalid codes, or pixels are missing.
Result<std::string> OnlyPicture(const GifData& data, int columns, int rows);

}  // namespace photo
