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

// The sub-blocks with nothing but the picture: what lies behind the code that ends it is cut off.
// Where that code is missing, or the pixels are too many, or those beyond `columns` and `rows` are
// to go, they are packed anew. kDamaged: no such codes, or pixels are missing.
Result<std::string> OnlyPicture(const GifData& data, int columns, int rows);

}  // namespace photo
