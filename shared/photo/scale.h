// Scales pictures down row by row: each new pixel is the mean of the source area that it covers.
#pragma once

#include <cstdint>
#include <vector>

namespace photo {

// 8 bits per channel: 1 grey, 3 RGB, 4 RGBA (not premultiplied); rows from top to bottom, no
// padding.
struct Pixels {
  int width = 0, height = 0, channels = 0;
  std::vector<std::uint8_t> bytes;

  std::size_t RowBytes() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  }
  const std::uint8_t* Row(int y) const {
    return bytes.data() + RowBytes() * static_cast<std::size_t>(y);
  }
  std::uint8_t* Row(int y) { return bytes.data() + RowBytes() * static_cast<std::size_t>(y); }
};

struct Area {
  int x = 0, y = 0, width = 0, height = 0;
};

class Downscaler {
 public:
  // Scales an area of the source; no side may become longer.
  Downscaler(const Area& from, int channels, int width, int height);

  // Adds the source row `y`; rows come from the top, and those outside of the area are ignored.
  void Add(int y, const std::uint8_t* row);
  // How many rows of the new picture are complete, from the top.
  int Ready() const { return ready_; }
  const std::uint8_t* NewRow(int y) const { return to_.Row(y); }
  // The new picture, after all rows of the area were added.
  Pixels Take() { return std::move(to_); }

 private:
  void Narrow(const std::uint8_t* row);
  void Mix(int y, double weight);
  void Finish(int y);

  Area from_;
  Pixels to_;
  int ready_ = 0;
  std::vector<std::uint32_t> narrow_;  // sums for one source row, one per new pixel and channel
  std::vector<double> sums_;           // sums for the new row that is not complete yet
};

// The pixels turned and mirrored as the EXIF orientation (1 to 8) says.
Pixels Upright(Pixels pixels, int orientation);

}  // namespace photo
