// What every part of this folder speaks of: a photo's format, what its headers tell, its bytes once
// sanitized, why it is refused, and the limits of what is taken and made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace photo {

enum class Format { kJpeg, kPng, kGif, kWebp };
std::string_view NameOf(Format format);  // "jpeg", "png", "gif", "webp"

enum class Refusal {
  kUnsupported,  // none of these, or a kind of them that browsers do not show
  // Bytes, sides, memory, frames or scans: told from the headers alone, but for what an odd file
  // takes to be put right, and a WebP's tables.
  kTooLarge,
  kDamaged,    // cut off, contradicting itself, or not decoding to the end, in browsers neither
  kCancelled,  // given up, for its caller asked for that
};
template <class T>
using Result = oci::Result<T, Refusal>;
using oci::Unit;

inline constexpr std::size_t kMaxBytes = 20 * 1024 * 1024;
inline constexpr int kMaxSide = 30'000;
inline constexpr int kMaxFrames = 5'000;              // of an animated GIF
inline constexpr long kMaxFramePixels = 500'000'000;  // of all its frames together
inline constexpr int kMaxScans = 100;                 // of a JPEG
// Bytes that a PNG's data, or a GIF's screen, unpack to: a bound on time. 200 megapixels of RGBA.
inline constexpr std::uint64_t kMaxUnpacked = 800'000'000;
// Of a function of 1024 MB, which also holds the bytes as they came and as they go.
inline constexpr std::uint64_t kMaxMemory = 512ULL * 1024 * 1024;

// The renditions, in pixels.
inline constexpr int kThumbSide = 320;
inline constexpr int kMediumSide = 1080;
// A narrow picture's medium is longer, so that its short side has this; up to the side that every
// screen's graphics can hold.
inline constexpr int kMediumShortSide = 320;
inline constexpr int kMediumLongSide = 16'384;
inline constexpr int kLargeSide = 2048;
// Of one rendition: what exceeds it is made with fewer pixels. (One answer holds 6 MB.)
inline constexpr std::size_t kMaxRenditionBytes = 5 * 1024 * 1024;

// What the headers tell.
struct Header {
  Format format = Format::kJpeg;
  int width = 0, height = 0;  // as stored
  int orientation = 1;        // EXIF's 1..8: how to turn it for the eye
  // Bytes that Make() holds at most, beside its argument. Above kMaxMemory: refused.
  std::uint64_t memory = 0;
  // A JPEG whose data are odd can be written anew within that memory.
  bool mendable = false;
};

// A photo without what is not the picture (see Sanitize() in photo.h).
struct Clean {
  std::string bytes;
  std::string icc;  // the colour profile; empty: none
  // A JPEG that ended without its end mark: rows may be missing.
  bool open_end = false;
};

}  // namespace photo
