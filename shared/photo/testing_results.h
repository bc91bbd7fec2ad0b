// For tests: what comes out of pictures, all of it.
#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <utility>

#include "photo/decode.h"
#include "photo/photo.h"
#include "photo/scale.h"
#include "photo/testing.h"

namespace photo::testing {

inline const std::string kExif("Exif\0\0", 6);

inline std::string Cleaned(const std::string& bytes) {
  const auto header = Inspect(bytes);
  REQUIRE(header.ok());
  auto clean = Sanitize(bytes, *header);
  REQUIRE(clean.ok());
  return clean->bytes;
}

inline bool Holds(const std::string& bytes, const std::string& what) {
  return bytes.find(what) != std::string::npos;
}

// All of a decoded picture.
class Whole : public Canvas {
 public:
  void Begin(int width, int height, int channels) override {
    pixels = {width, height, channels, {}};
    pixels.bytes.resize(pixels.RowBytes() * static_cast<std::size_t>(height));
  }
  void Row(int y, const std::uint8_t* row) override {
    std::copy(row, row + pixels.RowBytes(), pixels.Row(y));
  }
  Pixels pixels;
};

inline Pixels Decoded(const std::string& bytes, Format format) {
  Whole whole;
  const auto status = Decode(format, {bytes, {}, false}, whole);
  REQUIRE(status.ok());
  return std::move(whole.pixels);
}

// What is not decoded is refused as damaged.
inline bool IsRefused(const std::string& bytes, Format format) {
  Whole whole;
  const auto status = Decode(format, {bytes, {}, false}, whole);
  if (!status.ok()) CHECK(status.error() == Refusal::kDamaged);
  return !status.ok();
}

// A picture whose bytes are told by column, row and channel.
Pixels Filled(int width, int height, int channels, auto byte) {
  Pixels pixels{width, height, channels, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c)
        pixels.bytes.push_back(static_cast<std::uint8_t>(byte(x, y, c)));
    }
  }
  return pixels;
}

// A file by the name of what is odd about it.
struct Odd {
  std::string name, bytes;
};

// Taken, and stored as a file without a flaw, that is taken as it is.
inline std::string Stored(const std::string& bytes) {
  const auto made = Make(bytes);
  REQUIRE(made.ok());
  const auto again = Make(made->original);
  REQUIRE(again.ok());
  CHECK((again->original == made->original));
  return made->original;
}

}  // namespace photo::testing
