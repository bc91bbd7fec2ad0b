// Types and limits that all files of this folder use: a photo's format, what its headers say, its
// sanitized bytes, the reasons to refuse it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace photo {

enum class Format { kJpeg, kPng, kGif, kWebp };
std::string_view NameOf(Format format);  // "jpeg", "png", "gif", "webp"

enum class Refusal {
  kUnsupported,  // another format, or a variant that browsers do not show
  // Too many bytes, pixels, frames or scans, or too much memory. Mostly known from the headers; for
  // a file that must be repaired, and for the tables of a WebP, only later.
  kTooLarge,
  // cut off, contradicting itself, or not decodable to the end; browsers do not show it completely
  // either
  kDamaged,
  kCancelled,  // stopped because the caller asked for it
};
template <class T>
using Result = oci::Result<T, Refusal>;
using oci::Unit;

inline constexpr std::size_t kMaxBytes = 20 * 1024 * 1024;
inline constexpr int kMaxSide = 30'000;
inline constexpr int kMaxFrames = 5'000;              // frames of an animated GIF
inline constexpr long kMaxFramePixels = 500'000'000;  // pixels of all frames of a GIF together
inline constexpr int kMaxScans = 100;                 // scans of a JPEG
// Bytes after decompression of a PNG's rows, or of a GIF's screen; this limits the time. 200
// megapixels of RGBA.
inline constexpr std::uint64_t kMaxUnpacked = 800'000'000;
// Memory for one photo, in a function of 1024 MB, which also holds the bytes received and the bytes
// to send.
inline constexpr std::uint64_t kMaxMemory = 512ULL * 1024 * 1024;

// Sides of the renditions, in pixels.
inline constexpr int kSmallSide = 128;
inline constexpr int kThumbSide = 320;
inline constexpr int kMediumSide = 1080;
// The medium rendition of a long, narrow picture may be longer than kMediumSide, so that its short
// side has these pixels; it never exceeds the size that the graphics of every screen can hold.
inline constexpr int kMediumShortSide = 320;
inline constexpr int kMediumLongSide = 16'384;
inline constexpr int kLargeSide = 2048;
// Bytes of one rendition: a larger one is made with fewer pixels. (A response may have 6 MB.)
inline constexpr std::size_t kMaxRenditionBytes = 5 * 1024 * 1024;

// What the headers of a photo say.
struct Header {
  Format format = Format::kJpeg;
  int width = 0, height = 0;  // before the orientation is applied
  int orientation = 1;  // EXIF orientation, 1 to 8: how to turn and mirror the picture for display
  // The most bytes that Make() will hold besides its argument. Above kMaxMemory the photo is
  // refused.
  std::uint64_t memory = 0;
  // The memory is also enough to repair a JPEG with irregular data (jpeg_mend.h).
  bool mendable = false;
};

// A photo without metadata (see Sanitize() in photo.h).
struct Clean {
  std::string bytes;
  std::string icc;  // the colour profile; empty: none
  // The JPEG ended without its end mark, so rows may be missing.
  bool open_end = false;
};

}  // namespace photo
