// Between who decodes a picture and who uses its rows.
#pragma once

#include <cstdint>

namespace photo {

// Takes the rows of a picture, from the top.
class Canvas {
 public:
  virtual ~Canvas() = default;
  // Called first, if at all: the rows are sRGB, whatever profile the file has.
  virtual void IsSrgb() {}
  // Once, before the first row; channels: 1 grey, 3 RGB, 4 RGBA.
  virtual void Begin(int width, int height, int channels) = 0;
  virtual void Row(int y, const std::uint8_t* row) = 0;
  // After the last row, when further pictures follow this one in time.
  virtual void Animated() {}
};

}  // namespace photo
