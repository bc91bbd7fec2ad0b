// Photos of 12 megapixels, as large as cameras make them.
#pragma once

#include <cmath>
#include <string>

#include "tests/support/pictures.h"

namespace tests {

// Smooth colours with grain; another picture for each seed.
inline std::string LargePhoto(int seed, PictureOptions options = {}, int width = 4000,
                              int height = 3000) {
  return EncodeJpeg(
      width, height,
      [seed](int byte, int row) {
        const std::uint32_t grain = (static_cast<std::uint32_t>(byte) * 2654435761U ^
                                     static_cast<std::uint32_t>(row) * 40503U) *
                                        2246822519U >>
                                    28;
        return static_cast<std::uint8_t>(
            (byte / 47 + row / 13 + seed * 7 + byte % 3 * 60 + static_cast<int>(grain)) & 255);
      },
      options);
}

inline std::string LargePng(int width, int height, PictureOptions options) {
  return EncodePng(
      width, height,
      [](int byte, int row) {
        return static_cast<std::uint8_t>(byte / 47 + row / 13 + byte % 3 * 60 + (byte * row & 3));
      },
      options);
}

}  // namespace tests
