// What a PNG's chunks say of its colours.
#pragma once

#include <optional>
#include <string_view>

#include "photo/colour.h"

namespace photo {

// Of a PNG whose chunks are in order. As browsers read them: cICP goes before a profile, a profile
// before sRGB, sRGB before gAMA with cHRM; what is not understood is not there. nullopt: the
// profile tells, or nothing does.
std::optional<CodedColours> CodedColoursOf(std::string_view png);
// Whether its pixels are grey, without or with opacity.
bool IsGreyPng(std::string_view png);

}  // namespace photo
