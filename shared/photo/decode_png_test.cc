#include "photo/decode_png.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("a PNG's pixels are what was encoded, interlaced or not") {
  for (const bool interlaced : {false, true}) {
    const Pixels pixels = Decoded(Png(21, 13, {.interlaced = interlaced}), Format::kPng);
    REQUIRE(pixels.width == 21);
    REQUIRE(pixels.height == 13);
    REQUIRE(pixels.channels == 3);
    for (int y = 0; y < 13; ++y) {
      for (int byte = 0; byte < 21 * 3; ++byte)
        REQUIRE(pixels.Row(y)[byte] == static_cast<std::uint8_t>(byte * 5 + y * 3));
    }
  }
}

TEST_CASE("one colour of a PNG that shows through makes a fourth channel") {
  // The first pixel is (0, 5, 10).
  const Pixels pixels = Decoded(WithChunk(Png(3, 1), "tRNS", "\0\0\0\x05\0\x0a"s), Format::kPng);
  REQUIRE(pixels.channels == 4);
  CHECK(pixels.bytes[3] == 0);
  CHECK(pixels.bytes[7] == 255);
}

TEST_CASE("what a PNG's colours mean changes no pixel") {
  const std::string plain = Png(9, 9);
  const Pixels wanted = Decoded(plain, Format::kPng);
  const std::string gamma("\0\0\xb1\x8f", 4);
  CHECK(Decoded(WithChunk(plain, "gAMA", gamma), Format::kPng).bytes == wanted.bytes);
  // Not even when it is nonsense: the sanitizer has looked at it.
  CHECK(Decoded(WithChunk(plain, "sRGB", "\x09"), Format::kPng).bytes == wanted.bytes);
}

TEST_CASE("a PNG that is cut off anywhere, or goes on behind its end, is refused") {
  for (const bool interlaced : {false, true}) {
    const std::string good = Png(9, 9, {.interlaced = interlaced});
    CHECK_FALSE(IsRefused(good, Format::kPng));
    for (std::size_t length = 0; length < good.size(); ++length) {
      INFO(length);
      CHECK(IsRefused(good.substr(0, length), Format::kPng));
    }
    CHECK(IsRefused(good + "x", Format::kPng));
    CHECK(IsRefused(good + std::string(5000, 'x'), Format::kPng));
  }
}

TEST_CASE("a PNG with a byte of its picture spoilt is refused") {
  const std::string good = Png(9, 9);
  const std::size_t data = kBehindHead + 8;
  for (std::size_t at = data; at < data + Big32(good, kBehindHead); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    INFO(at);
    CHECK(IsRefused(bad, Format::kPng));
  }
}
