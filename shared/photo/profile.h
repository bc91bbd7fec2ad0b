// Conversion of pixels to sRGB by an ICC profile, for profiles that the renditions cannot carry.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "photo/colour.h"

namespace photo {

enum class ProfileOf { kGrey, kRgb, kPress, kOther };
ProfileOf KindOf(std::string_view icc);

// Most memory for reading and using a profile, beside the profile itself; one that needs more is
// ignored.
inline constexpr std::size_t kMostForProfiles = 24 * 1024 * 1024;

// Of a profile of grey or RGB. nullptr: it is neither, or cannot be used; or changes nothing.
std::unique_ptr<RowConversion> ConversionBy(std::string_view icc, int channels);

// From rows of CMYK as Adobe writes them, 255 being no ink, to rows of RGB. nullptr: the profile is
// none of a press, or cannot be used.
std::unique_ptr<RowConversion> PressConversion(std::string_view icc);

}  // namespace photo
