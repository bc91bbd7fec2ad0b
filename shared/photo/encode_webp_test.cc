#include "photo/encode_webp.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

namespace {

Pixels Ramp(int width, int height) {
  Pixels pixels{width, height, 3, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (const int value : {x * 200 / width, y * 200 / height, 90})
        pixels.bytes.push_back(static_cast<std::uint8_t>(value));
  return pixels;
}

}  // namespace

TEST_CASE("a picture as WebP looks like it") {
  const Pixels from = Ramp(320, 200);
  const Pixels back = Decoded(EncodeWebp(from, 80, ""), Format::kWebp);
  REQUIRE(back.width == 320);
  REQUIRE(back.height == 200);
  REQUIRE(back.channels == 3);
  double sum = 0;
  for (std::size_t i = 0; i < from.bytes.size(); ++i)
    sum += std::abs(from.bytes[i] - back.bytes[i]);
  CHECK(sum / static_cast<double>(from.bytes.size()) < 3);
  CHECK(EncodeWebp(from, 40, "").size() < EncodeWebp(from, 95, "").size());
  CHECK(Decoded(EncodeWebp(Ramp(1, 1), 80, ""), Format::kWebp).width == 1);
}

TEST_CASE("a WebP carries a profile of colours, and no other") {
  const Pixels pixels = Ramp(31, 17);
  const std::string plain = EncodeWebp(pixels, 80, "");
  const std::string with = EncodeWebp(pixels, 80, Profile("RGB "));
  CHECK(Sanitize(with, *Inspect(with))->icc == Profile("RGB "));
  CHECK(Decoded(with, Format::kWebp).bytes == Decoded(plain, Format::kWebp).bytes);
  CHECK(EncodeWebp(pixels, 80, Profile("CMYK")) == plain);
  CHECK(Sanitize(plain, *Inspect(plain))->icc.empty());
}

TEST_CASE("grey, transparent and very long pictures are not for WebP") {
  CHECK(FitsWebp({320, 320, 3, {}}));
  CHECK_FALSE(FitsWebp({320, 320, 1, {}}));
  CHECK_FALSE(FitsWebp({320, 320, 4, {}}));
  CHECK(FitsWebp({16'383, 1, 3, {}}));
  CHECK_FALSE(FitsWebp({16'384, 1, 3, {}}));
  CHECK_FALSE(FitsWebp({1, 16'384, 3, {}}));
}

TEST_CASE("encoding a WebP stops when it is asked to") {
  const Cancelled cancelled = [] { return true; };
  const InterruptScope scope(cancelled);
  CHECK(EncodeWebp(Ramp(320, 320), 80, "").empty());
}
