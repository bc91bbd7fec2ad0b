// Photos as people send them: looked at before memory is spent, freed of what they tell about their
// makers, checked to the last pixel, and made into the small pictures that pages show. Pure: bytes
// in, bytes out; no input, however broken or hostile, crashes it or makes it hold more than
// Header::memory says.
#pragma once

#include <string>
#include <string_view>

#include "photo/header.h"
#include "photo/interrupt.h"

namespace photo {

// Reads headers and structure, allocates next to nothing.
Result<Header> Inspect(std::string_view bytes);

// The same picture, pixel by pixel, without what is not the picture: EXIF, XMP, IPTC, GPS, maker
// notes, comments, embedded thumbnails, text, what is hidden behind the end. Kept: the colour
// profile, the orientation (as the only EXIF tag), a GIF's loop count. What is odd and shown
// nevertheless is put right. No pixels are made.
Result<Clean> Sanitize(std::string_view bytes, const Header& header);

struct Photo {
  Format format = Format::kJpeg;
  int width = 0, height = 0;  // as seen, the orientation applied
  bool animated = false;      // a GIF of several frames
  std::string original;       // sanitized
  // JPEG, or PNG where something shows through. Upright, never enlarged, in the colours that a
  // browser shows the original in: by the original's profile, or made sRGB.
  Format rendition_format = Format::kJpeg;
  std::string thumb;   // a square of 320 from the middle
  std::string medium;  // the longest side 1080, but the shortest not under 320
  std::string large;   // the longest side 2048; empty: the original has no more than 1080
  std::string blurhash;
};
// Sanitizes, decodes to the end, makes the renditions. Gives up soon after `cancelled` says so;
// what libwebp decodes is one step.
Result<Photo> Make(std::string_view bytes, const Cancelled& cancelled = {});

}  // namespace photo
