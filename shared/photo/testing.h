// Pictures to take apart: made by the encoders, with segments, chunks and blocks put in by hand.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>

#include "photo/bytes.h"
#include "tests/support/pictures.h"

namespace photo::testing {

inline std::string Jpeg(int width, int height, tests::PictureOptions options = {}) {
  return tests::EncodeJpeg(
      width, height,
      [](int byte, int row) { return static_cast<std::uint8_t>(byte * 5 + row * 3); }, options);
}
inline std::string Png(int width, int height, tests::PictureOptions options = {}) {
  return tests::EncodePng(
      width, height,
      [](int byte, int row) { return static_cast<std::uint8_t>(byte * 5 + row * 3); }, options);
}

inline std::string Webp(int width, int height, tests::PictureOptions options = {}) {
  return tests::EncodeWebp(
      width, height,
      [](int byte, int row) { return static_cast<std::uint8_t>(byte * 5 + row * 3); }, options);
}

inline std::string Segment(unsigned marker, const std::string& payload) {
  std::string segment{'\xff', static_cast<char>(marker)};
  AppendBig16(segment, static_cast<unsigned>(payload.size() + 2));
  return segment + payload;
}
// Behind the start-of-image marker.
inline std::string WithSegment(const std::string& jpeg, unsigned marker,
                               const std::string& payload) {
  return jpeg.substr(0, 2) + Segment(marker, payload) + jpeg.substr(2);
}

inline std::string Chunk(const std::string& type, const std::string& data) {
  std::string chunk;
  AppendBig32(chunk, static_cast<std::uint32_t>(data.size()));
  const std::string body = type + data;
  chunk += body;
  AppendBig32(chunk,
              static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                               static_cast<uInt>(body.size()))));
  return chunk;
}
inline constexpr std::size_t kBehindHead = 33;  // of a PNG
inline std::string WithChunk(const std::string& png, const std::string& type,
                             const std::string& data) {
  return png.substr(0, kBehindHead) + Chunk(type, data) + png.substr(kBehindHead);
}

// An EXIF block with an orientation, a camera's serial number and a thumbnail's worth of bytes.
inline std::string Exif(int orientation) {
  std::string tiff("MM\0*\0\0\0\x08\0\x02", 10);
  const auto entry = [&](unsigned tag, unsigned type, std::uint32_t count, std::uint32_t value) {
    AppendBig16(tiff, tag);
    AppendBig16(tiff, type);
    AppendBig32(tiff, count);
    AppendBig32(tiff, value);
  };
  entry(0x0112, 3, 1, static_cast<std::uint32_t>(orientation) << 16);
  entry(0xa431, 2, 9, 38);
  AppendBig32(tiff, 0);
  return tiff + "SN123456" + std::string(200, 't');
}

// The smallest profile that is one: a head, and one tag that points into it.
inline std::string Profile(const std::string& colour_space = "RGB ", std::size_t length = 200) {
  std::string icc;
  AppendBig32(icc, static_cast<std::uint32_t>(length));
  icc.resize(16, '\0');
  icc += colour_space;
  icc.resize(36, '\0');
  icc += "acsp";
  icc.resize(128, '\0');
  AppendBig32(icc, 1);
  icc += "desc";
  AppendBig32(icc, 144);
  AppendBig32(icc, 20);
  icc.resize(length, '\x07');
  return icc;
}

// 2 x 1 pixels in a screen of the given size, `frames` times, with `extra` before each frame.
inline std::string Gif(const std::string& extra = {}, int frames = 1, int width = 2,
                       int height = 1) {
  const auto little = [](int value) {
    return std::string{static_cast<char>(value & 255), static_cast<char>(value >> 8)};
  };
  std::string gif = "GIF89a" + little(width) + little(height);
  gif += std::string("\x80\0\0\xff\0\0\0\0\xff", 9);
  for (int i = 0; i < frames; ++i) {
    gif += extra;
    gif += std::string("\x2c\0\0\0\0\x02\0\x01\0\0", 10);
    gif += std::string("\x02\x02\x44\x0a\0", 5);  // clear, 0, 1, end
  }
  return gif + ";";
}

// Chunks of a WebP, and a file of them.
inline std::string LittleOf(std::uint32_t value, int bytes) {
  std::string little;
  for (; bytes > 0; --bytes, value >>= 8) little += static_cast<char>(value & 255);
  return little;
}
inline std::string RiffChunk(const std::string& type, const std::string& payload) {
  return type + LittleOf(static_cast<std::uint32_t>(payload.size()), 4) + payload +
         std::string(payload.size() % 2, '\0');
}
inline std::string WebpOf(const std::string& chunks) { return RiffChunk("RIFF", "WEBP" + chunks); }
inline std::string Vp8x(unsigned flags, int width, int height) {
  return RiffChunk("VP8X", LittleOf(flags, 4) + LittleOf(static_cast<std::uint32_t>(width - 1), 3) +
                               LittleOf(static_cast<std::uint32_t>(height - 1), 3));
}
// A picture's own chunks in an animation.
inline std::string WebpFrame(int left, int top, int width, int height, const std::string& chunks) {
  return RiffChunk("ANMF", LittleOf(static_cast<std::uint32_t>(left / 2), 3) +
                               LittleOf(static_cast<std::uint32_t>(top / 2), 3) +
                               LittleOf(static_cast<std::uint32_t>(width - 1), 3) +
                               LittleOf(static_cast<std::uint32_t>(height - 1), 3) +
                               LittleOf(100, 3) + LittleOf(0, 1) + chunks);
}
inline const std::string kAnimation = RiffChunk("ANIM", std::string("\xff\xff\xff\xff\0\0", 6));

}  // namespace photo::testing
