#include "photo/scale.h"

#include <algorithm>

namespace photo {
namespace {

// Adds a source row to the new pixels, weighted by the share of each source pixel that a new pixel
// covers, and in RGBA also by opacity. Positions are in units of 1/width of a source pixel.
template <int kChannels>
void NarrowRow(const std::uint8_t* row, int from_width, int to_width, std::uint32_t* sums) {
  const auto unit = static_cast<std::uint32_t>(to_width);
  const auto area = static_cast<std::uint32_t>(from_width);
  std::uint32_t open = area;  // the part of the new pixel's width that is not filled yet
  for (int x = 0; x < from_width; ++x, row += kChannels) {
    std::uint32_t left = unit;
    while (left > 0) {
      const std::uint32_t weight = std::min(left, open);
      if constexpr (kChannels == 4) {
        const std::uint32_t opacity = weight * row[3];
        for (int c = 0; c < 3; ++c) sums[c] += opacity * row[c] / 255;
        sums[3] += opacity;
      } else {
        for (int c = 0; c < kChannels; ++c) sums[c] += weight * row[c];
      }
      left -= weight;
      open -= weight;
      if (open == 0) {
        open = area;
        sums += kChannels;
      }
    }
  }
}

// Of what is not negative. std::lround is a call, which took a tenth of the time of an upload.
std::uint8_t Rounded(double value) {
  return static_cast<std::uint8_t>(std::min(static_cast<int>(value + 0.5), 255));
}

}  // namespace

Downscaler::Downscaler(const Area& from, int channels, int width, int height)
    : from_(from), to_{width, height, channels, {}} {
  to_.bytes.resize(to_.RowBytes() * static_cast<std::size_t>(height));
  narrow_.resize(to_.RowBytes());
  sums_.resize(to_.RowBytes());
}

void Downscaler::Add(int y, const std::uint8_t* row) {
  const std::int64_t line = y - from_.y;
  if (line < 0 || line >= from_.height) return;
  Narrow(row + static_cast<std::size_t>(from_.x) * static_cast<std::size_t>(to_.channels));
  // In units of 1/height of a source row, this row covers [line * height, (line + 1) * height), and
  // new row n covers [n * from_.height, (n + 1) * from_.height).
  const std::int64_t end = (line + 1) * to_.height;
  for (std::int64_t at = line * to_.height; at < end;) {
    const std::int64_t to = at / from_.height;
    const std::int64_t to_end = (to + 1) * from_.height;
    const std::int64_t stop = std::min(end, to_end);
    Mix(static_cast<int>(to), static_cast<double>(stop - at));
    if (stop == to_end) Finish(static_cast<int>(to));
    at = stop;
  }
}

void Downscaler::Narrow(const std::uint8_t* row) {
  std::fill(narrow_.begin(), narrow_.end(), 0);
  switch (to_.channels) {
    case 1:
      return NarrowRow<1>(row, from_.width, to_.width, narrow_.data());
    case 3:
      return NarrowRow<3>(row, from_.width, to_.width, narrow_.data());
    default:
      return NarrowRow<4>(row, from_.width, to_.width, narrow_.data());
  }
}

void Downscaler::Mix(int, double weight) {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += weight * narrow_[i];
}

void Downscaler::Finish(int y) {
  std::uint8_t* to = to_.Row(y);
  const double area = static_cast<double>(from_.width) * from_.height;
  if (to_.channels == 4) {
    for (std::size_t i = 0; i < sums_.size(); i += 4) {
      const double opacity = sums_[i + 3] / 255;
      for (std::size_t c = 0; c < 3; ++c)
        to[i + c] = opacity == 0 ? 0 : Rounded(sums_[i + c] / opacity);
      to[i + 3] = Rounded(sums_[i + 3] / area);
    }
  } else {
    for (std::size_t i = 0; i < sums_.size(); ++i) to[i] = Rounded(sums_[i] / area);
  }
  std::fill(sums_.begin(), sums_.end(), 0);
  ready_ = y + 1;
}

Pixels Upright(Pixels pixels, int orientation) {
  if (orientation <= 1 || orientation > 8) return pixels;
  const bool swapped = orientation >= 5;
  const bool mirrored_x =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirrored_y =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Pixels to{swapped ? pixels.height : pixels.width,
            swapped ? pixels.width : pixels.height,
            pixels.channels,
            {}};
  to.bytes.resize(pixels.bytes.size());
  const auto channels = static_cast<std::size_t>(pixels.channels);
  for (int y = 0; y < to.height; ++y) {
    std::uint8_t* row = to.Row(y);
    for (int x = 0; x < to.width; ++x, row += channels) {
      int from_x = swapped ? y : x, from_y = swapped ? x : y;
      if (mirrored_x) from_x = pixels.width - 1 - from_x;
      if (mirrored_y) from_y = pixels.height - 1 - from_y;
      const std::uint8_t* from = pixels.Row(from_y) + static_cast<std::size_t>(from_x) * channels;
      std::copy(from, from + channels, row);
    }
  }
  return to;
}

}  // namespace photo
