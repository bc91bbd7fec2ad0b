// Scales pictures down row by row: each new pixel is the mean of the area that it covers.
#pragma once

#include <cstdint>
#include <vector>

namespace photo {

// 8 bits a channel: 1 grey, 3 RGB, 4 RGBA (not premultiplied); rows from top to bottom, no padding.
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

  // Rows of the source from its top; those outside the area are passed over.
  void Add(int y, const std::uint8_t* row);
  // How many new rows there are so far, from the top.
  int Ready() const { return ready_; }
  const std::uint8_t* NewRow(int y) const { return to_.Row(y); }
  // When all rows of the area have been added.
  Pixels Take() { return std::move(to_); }

 private:
  void Narrow(const std::uint8_t* row);
  void Mix(int y, double weight);
  void Finish(int y);

  Area from_;
  Pixels to_;
  int ready_ = 0;
  std::vector<std::uint32_t> narrow_;  // sums of one source row, a place for each new channel
  std::vector<double> sums_;           // of the new row that is being mixed
};

// Turned as EXIF's orientation says, 1..8.
Pixels Upright(Pixels pixels, int orientation);

}  // namespace photo
