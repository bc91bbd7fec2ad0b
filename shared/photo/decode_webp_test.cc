#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/decode.h"
#include "photo/testing_results.h"
#include "photo/testing_webp.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("a WebP's pixels are its own") {
  const auto shade = [](int byte, int row) {
    return static_cast<std::uint8_t>(byte * 5 + row * 3);
  };
  const auto pixels = Decoded(LosslessWebp(), Format::kWebp);
  REQUIRE(pixels.width == kWebpWidth);
  bool same = true;
  for (int y = 0; y < kWebpHeight; ++y) {
    for (int x = 0; x < 3 * kWebpWidth; ++x)
      same = same && pixels.Row(y)[x / 3 * pixels.channels + x % 3] == shade(x, y);
  }
  CHECK(same);
  const auto half = Decoded(TransparentWebp(), Format::kWebp);
  REQUIRE(half.channels == 4);
  CHECK(half.Row(2)[3] == 255);
  CHECK(half.Row(kWebpHeight - 2)[3] == 128);
}

TEST_CASE("a large WebP comes smaller, as its renditions need it") {
  const auto grey = [](int, int) { return std::uint8_t{90}; };
  for (const bool lossless : {false, true}) {
    const std::string large = tests::EncodeWebp(9000, 300, grey, {.lossless = lossless});
    const auto pixels = Decoded(large, Format::kWebp);
    const int eighths = EighthsFor(9000, 300);
    CHECK(pixels.width == (9000 * eighths + 7) / 8);
    CHECK(std::abs(pixels.Row(9)[300] - 90) <= 2);
    CHECK(Make(large)->width == 9000);
  }
}
