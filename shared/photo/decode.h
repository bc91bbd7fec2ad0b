// Decoders that hand out rows. What is damaged anywhere, even a little, is refused.
#pragma once

#include <functional>
#include <string_view>

#include "photo/photo.h"

namespace photo {

// Takes the rows of a picture, from the top.
class Canvas {
 public:
  virtual ~Canvas() = default;
  // Before all else: whatever the file's profile says, these rows are sRGB.
  virtual void IsSrgb() {}
  // Once, before the first row; channels: 1 grey, 3 RGB, 4 RGBA.
  virtual void Begin(int width, int height, int channels) = 0;
  virtual void Row(int y, const std::uint8_t* row) = 0;
  // After the last row, when further pictures follow this one in time.
  virtual void Animated() {}
};

// Sanitized bytes only. A JPEG may come smaller than it is, but no smaller than the renditions
// need. One in CMYK comes as sRGB: by its profile when that is a press's, else as browsers make it.
Result<Unit> DecodeJpeg(std::string_view bytes, Canvas& canvas, std::string_view icc = {});
Result<Unit> DecodePng(std::string_view bytes, Canvas& canvas);
// The canvas gets the first frame; all of them are decoded.
Result<Unit> DecodeGif(std::string_view bytes, Canvas& canvas);
// A WebP may come smaller, too.
Result<Unit> DecodeWebp(std::string_view bytes, Canvas& canvas);

// By how many eighths a JPEG or a WebP is decoded: 1, 2, 4 or 8.
int EighthsFor(int width, int height);

}  // namespace photo
