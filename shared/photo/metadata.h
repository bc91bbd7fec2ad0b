// The two pieces of metadata that are needed to show a picture correctly: orientation and colour
// profile.
#pragma once

#include <string>
#include <string_view>

namespace photo {

// profiles of printers are this large
inline constexpr std::size_t kMaxProfileBytes = 4 * 1024 * 1024;

// The orientation in a TIFF block (the body of an EXIF segment); 1 when it has none.
int OrientationOf(std::string_view tiff);
// A TIFF block that contains only the orientation.
std::string OrientationBlock(int orientation);

// True when an ICC profile has a correct length, signature and tag table.
bool IsProfile(std::string_view icc);
// True when the profile is for pictures of that many channels: 1 grey, 3 RGB.
bool ProfileFits(std::string_view icc, int channels);

}  // namespace photo
