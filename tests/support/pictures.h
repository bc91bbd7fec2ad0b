// Pictures of any size, made with the encoder libraries.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace tests {

// The byte at that place of a row; a pixel has three: red, green, blue.
using Bytes = std::function<std::uint8_t(int byte, int row)>;

struct PictureOptions {
  bool interlaced = false;   // PNG
  bool progressive = false;  // JPEG
  int quality = 75;          // JPEG, lossy WebP
  bool lossless = false;     // WebP
  bool transparent = false;  // WebP: the lower half is half transparent
  int restart_rows = 0;      // JPEG: rows of blocks between restart markers; 0: no markers
};

std::string EncodePng(int width, int height, const Bytes& bytes,
                      const PictureOptions& options = {});
std::string EncodeJpeg(int width, int height, const Bytes& bytes,
                       const PictureOptions& options = {});
std::string EncodeWebp(int width, int height, const Bytes& bytes,
                       const PictureOptions& options = {});

}  // namespace tests
