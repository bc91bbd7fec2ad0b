// The colour space that a PNG's chunks declare.
#pragma once

#include <optional>
#include <string_view>

#include "photo/colour.h"

namespace photo {

// For a PNG with valid chunks. As in browsers: cICP wins over a profile, a profile over sRGB, sRGB
// over gAMA with cHRM; a chunk that is not understood is ignored. nullopt: the profile applies, or
// nothing is declared.
std::optional<CodedColours> CodedColoursOf(std::string_view png);
// True for grey pixels, with or without alpha.
bool IsGreyPng(std::string_view png);

}  // namespace photo
