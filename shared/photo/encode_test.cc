#include "photo/encode.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

TEST_CASE("renditions look like the picture") {
  const auto made = Make(tests::EncodePng(2400, 1800, [](int byte, int row) {
    return static_cast<std::uint8_t>(byte / 29 + byte % 3 * 40 + row / 30);
  }));
  const Pixels from = Decoded(made->original, Format::kPng);
  Downscaler down({0, 0, 2400, 1800}, 3, 1080, 810);
  for (int y = 0; y < 1800; ++y) down.Add(y, from.Row(y));
  const Pixels wanted = down.Take(), given = Decoded(made->medium, Format::kJpeg);
  REQUIRE(given.bytes.size() == wanted.bytes.size());
  double sum = 0;
  for (std::size_t i = 0; i < wanted.bytes.size(); ++i)
    sum += std::abs(wanted.bytes[i] - given.bytes[i]);
  CHECK(sum / static_cast<double>(wanted.bytes.size()) < 3);
}

TEST_CASE("renditions carry the colour profile, when it is of their kind") {
  const auto with = [](const std::string& icc) {
    return WithSegment(Jpeg(30, 30), 0xe2, std::string("ICC_PROFILE\0\x01\x01", 14) + icc);
  };
  const auto rgb = Make(with(Profile("RGB ")));
  for (const auto* bytes : {&rgb->original, &rgb->medium, &rgb->thumb})
    CHECK(Sanitize(*bytes, *Inspect(*bytes))->icc == Profile("RGB "));
  const auto press = Make(with(Profile("CMYK")));
  CHECK(Sanitize(press->medium, *Inspect(press->medium))->icc.empty());
}

TEST_CASE("a PNG keeps every pixel, what shows through included") {
  Pixels pixels{7, 5, 4, {}};
  for (int i = 0; i < 7 * 5 * 4; ++i) pixels.bytes.push_back(static_cast<std::uint8_t>(i * 37));
  for (const auto& icc : {std::string(), Profile()}) {
    const Pixels back = Decoded(EncodePng(pixels, icc), Format::kPng);
    CHECK(back.width == 7);
    CHECK(back.height == 5);
    CHECK(back.channels == 4);
    CHECK(back.bytes == pixels.bytes);
  }
}

TEST_CASE("a grey JPEG stays grey, and takes no profile of colours") {
  const Pixels grey{16, 8, 1, std::vector<std::uint8_t>(16 * 8, 100)};
  const std::string plain = EncodeJpeg(grey, 80, "");
  const Pixels back = Decoded(plain, Format::kJpeg);
  CHECK(back.channels == 1);
  CHECK(std::abs(back.bytes.front() - 100) < 3);
  CHECK(EncodeJpeg(grey, 80, Profile("RGB ")) == plain);
  const std::string with = EncodeJpeg(grey, 80, Profile("GRAY"));
  CHECK(Sanitize(with, *Inspect(with))->icc == Profile("GRAY"));
}
