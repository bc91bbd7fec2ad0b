// Converts pixels to sRGB by an ICC profile, when the renditions cannot carry the profile.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "photo/colour.h"

namespace photo {

enum class ProfileOf { kGrey, kRgb, kPress, kOther };
ProfileOf KindOf(std::string_view icc);

// The most memory for reading and using a profile, besides its own bytes; a profile that needs more
// is ignored.
inline constexpr std::size_t kMostForProfiles = 24 * 1024 * 1024;

// For a profile of grey or RGB pixels. nullptr: it is of another kind, cannot be used, or changes
// nothing.
std::unique_ptr<RowConversion> ConversionBy(std::string_view icc, int channels);

// From rows of CMYK in Adobe's form, where 255 means no ink, to rows of RGB. nullptr: it is no CMYK
// profile, or cannot be used.
std::unique_ptr<RowConversion> PressConversion(std::string_view icc);

}  // namespace photo
