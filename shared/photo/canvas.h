// The interface by which a decoder passes a picture's rows to whatever uses them.
#pragma once

#include <cstdint>

namespace photo {

// Receives the rows of a picture from the top.
class Canvas {
 public:
  virtual ~Canvas() = default;
  // Called before everything else, if at all: the rows are in sRGB, whatever colour profile the
  // file has.
  virtual void IsSrgb() {}
  // Called once, before the first row; channels: 1 grey, 3 RGB, 4 RGBA.
  virtual void Begin(int width, int height, int channels) = 0;
  virtual void Row(int y, const std::uint8_t* row) = 0;
  // Called after the last row when the file has more frames.
  virtual void Animated() {}
};

}  // namespace photo
