// Photos as people upload them: checks the headers before it spends memory, removes metadata,
// decodes every pixel to find damage, and makes the smaller pictures that pages show. Bytes in,
// bytes out, no other effects. No input, however broken or malicious, makes it crash or hold more
// memory than Header::memory says.
#pragma once

#include <string>
#include <string_view>

#include "photo/header.h"
#include "photo/interrupt.h"

namespace photo {

// Reads headers and structure; allocates almost nothing.
Result<Header> Inspect(std::string_view bytes);

// The same pixels without EXIF, XMP, IPTC, GPS, maker notes, comments, embedded thumbnails, text,
// and bytes after the end. It keeps the colour profile, the orientation (as the only EXIF tag) and
// the loop count of a GIF. Irregular structure that browsers accept is corrected. Does not decode.
Result<Clean> Sanitize(std::string_view bytes, const Header& header);

struct Photo {
  Format format = Format::kJpeg;
  int width = 0, height = 0;  // for display, after the orientation is applied
  bool animated = false;      // a GIF with several frames
  std::string original;       // sanitized
  // Of medium and large: JPEG, or PNG when parts are transparent. The orientation is applied,
  // nothing is enlarged, and the colours are those in which a browser shows the original: with the
  // original's profile, or converted to sRGB.
  Format rendition_format = Format::kJpeg;
  // Of the two squares: WebP where the others are a JPEG with half the colour resolution, which is
  // the only one that WebP has (docs/adr/0022-webp-renditions.md).
  Format square_format = Format::kJpeg;
  std::string thumb;  // a square of 320 pixels from the middle
  std::string small;  // the same square with 128 pixels, for avatars
  // the longest side is 1080, but the shortest is at least 320 where the original has that
  std::string medium;
  std::string large;  // the longest side is 2048; empty: the original has no more than 1080
  std::string blurhash;
};
// Sanitizes, decodes to the end, and makes the renditions. Stops soon after `cancelled` returns
// true; decoding by libwebp cannot be interrupted.
Result<Photo> Make(std::string_view bytes, const Cancelled& cancelled = {});

}  // namespace photo
