// Photos as people send them: looked at before memory is spent, freed of what they tell about their
// makers, checked to the last pixel, and made into the small pictures that pages show. Pure: bytes
// in, bytes out; no input, however broken or hostile, crashes it or makes it hold more than
// Header::memory says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oci/result.h"
#include "photo/interrupt.h"

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
// Reads headers and structure, allocates next to nothing.
Result<Header> Inspect(std::string_view bytes);

// The same picture, pixel by pixel, without what is not the picture: EXIF, XMP, IPTC, GPS, maker
// notes, comments, embedded thumbnails, text, what is hidden behind the end. Kept: the colour
// profile, the orientation (as the only EXIF tag), a GIF's loop count. What is odd and shown
// nevertheless is put right. No pixels are made.
struct Clean {
  std::string bytes;
  std::string icc;  // the colour profile; empty: none
  // A JPEG that ended without its end mark: rows may be missing.
  bool open_end = false;
};
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
