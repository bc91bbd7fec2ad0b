// For tests: PNGs chunk by chunk.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "photo/testing.h"

namespace photo::testing {

using namespace std::string_literals;

inline std::string Deflated(const std::string& plain, int window_bits = 15) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(compressBound(static_cast<uLong>(plain.size())) + 64, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

inline constexpr int kPngWidth = 64, kPngHeight = 48;

inline std::string HeadChunk(char depth, char type, char interlace = 0, int width = kPngWidth,
                             int height = kPngHeight) {
  std::string data;
  AppendBig32(data, static_cast<std::uint32_t>(width));
  AppendBig32(data, static_cast<std::uint32_t>(height));
  return Chunk("IHDR", data + depth + type + "\0\0"s + interlace);
}
inline std::string PngOf(const std::string& chunks) { return "\x89PNG\r\n\x1a\n" + chunks; }

// Rows of RGB without a filter.
inline std::string PngRows(int height = kPngHeight) {
  std::string rows;
  for (int y = 0; y < height; ++y) {
    rows += '\0';
    for (int x = 0; x < 3 * kPngWidth; ++x) rows += static_cast<char>(x * 5 + y * 3 + (x & y));
  }
  return rows;
}
inline std::string Spoilt(std::string chunk) {
  chunk.replace(chunk.size() - 4, 4, "abcd");
  return chunk;
}

inline const std::string kPngHead = HeadChunk(8, 2), kPngEnd = Chunk("IEND", "");
inline std::string PngData() { return Chunk("IDAT", Deflated(PngRows())); }
inline std::string PlainPng() { return PngOf(kPngHead + PngData() + kPngEnd); }

inline const std::string kGamma = Chunk("gAMA", "\0\1\x86\xa0"s), kSrgb = Chunk("sRGB", "\0"s);

}  // namespace photo::testing
