// Colour spaces that are given as numbers, and the conversion of their pixels to sRGB. Browsers
// assume sRGB for pictures without a colour space.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "photo/light.h"

namespace photo {

struct Point {
  double x = 0, y = 0;  // chromaticity coordinates, CIE 1931
};
struct Primaries {
  Point red, green, blue, white;
};
inline constexpr Primaries kSrgbPrimaries{
    {0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, 0.3290}};

// A colour space given by numbers instead of a profile.
struct CodedColours {
  Primaries primaries = kSrgbPrimaries;
  Curve curve;
};

// Converts rows to sRGB in place: 8 bits per channel; 1 grey, 3 RGB or 4 RGBA.
class RowConversion {
 public:
  virtual ~RowConversion() = default;
  virtual void Convert(const std::uint8_t* from, std::uint8_t* to, int width) const = 0;
};

// nullptr: the colours are sRGB already. Degenerate primaries are replaced by those of sRGB.
std::unique_ptr<RowConversion> ConversionOf(const CodedColours& colours, int channels);

// Replaces each channel except alpha by its value in the table.
using ShadeTable = std::array<std::uint8_t, 256>;
std::unique_ptr<RowConversion> ConversionBy(const ShadeTable& table, int channels);

}  // namespace photo
