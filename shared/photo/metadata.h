// The two pieces of metadata that are needed to show a picture right: orientation and colour
// profile.
#pragma once

#include <string>
#include <string_view>

namespace photo {

inline constexpr std::size_t kMaxProfileBytes = 4 * 1024 * 1024;  // printers have such

// The orientation that a TIFF block (the body of an EXIF segment) tells; 1 when it tells none.
int OrientationOf(std::string_view tiff);
// A TIFF block that holds the orientation and nothing else.
std::string OrientationBlock(int orientation);

// Whether an ICC profile is one: its own length, signature and tag table in order.
bool IsProfile(std::string_view icc);
// Whether it speaks of pictures of that many channels: 1 grey, 3 RGB.
bool ProfileFits(std::string_view icc, int channels);

}  // namespace photo
