// The compressed pixels of a GIF's image: LZW codes in sub-blocks.
#pragma once

#include <string>
#include <string_view>

#include "photo/header.h"

namespace photo {

struct GifData {
  unsigned code_size = 0;  // bits per pixel, 1 to 8
  int width = 0, height = 0;
  bool interlaced = false;
  std::string_view blocks;  // each with its length byte; the last ones may be missing
};

// The sub-blocks up to the end code. They are compressed again when the end code is missing, when
// there are too many pixels, or when the image is larger than `columns` and `rows` and is cropped.
// kDamaged: invalid codes, or missing pixels.
Result<std::string> OnlyPicture(const GifData& data, int columns, int rows);

}  // namespace photo
