#include "photo/decode_jpeg.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

namespace {

// Of one colour: what a JPEG keeps almost exactly.
std::string Plain(int width, int height, tests::PictureOptions options = {}) {
  return tests::EncodeJpeg(
      width, height, [](int byte, int) { return static_cast<std::uint8_t>(40 + byte % 3 * 60); },
      options);
}

}  // namespace

TEST_CASE("a JPEG comes in the size that it is decoded in, its colour the same") {
  for (const bool progressive : {false, true}) {
    const struct {
      int width, height, to_width, to_height;
    } sizes[] = {{30, 20, 30, 20}, {4800, 1600, 2400, 800}, {8193, 3241, 2049, 811}};
    for (const auto& size : sizes) {
      INFO(size.width << "x" << size.height);
      const Pixels pixels =
          Decoded(Plain(size.width, size.height, {.progressive = progressive}), Format::kJpeg);
      CHECK(pixels.width == size.to_width);
      CHECK(pixels.height == size.to_height);
      REQUIRE(pixels.channels == 3);
      const std::uint8_t* last = pixels.Row(pixels.height - 1) + pixels.RowBytes() - 3;
      for (int c = 0; c < 3; ++c) CHECK(std::abs(last[c] - (40 + c * 60)) < 4);
    }
  }
}

TEST_CASE("a JPEG whose scan is cut off anywhere, even by its end mark, is refused") {
  const std::string good = Jpeg(40, 30);
  CHECK_FALSE(IsRefused(good, Format::kJpeg));
  const auto scan = good.find("\xff\xda") + 14;
  for (std::size_t length = scan; length + 3 < good.size(); length += 3) {
    INFO(length);
    CHECK(IsRefused(good.substr(0, length), Format::kJpeg));
    CHECK(IsRefused(good.substr(0, length) + "\xff\xd9", Format::kJpeg));
  }
}

TEST_CASE("what is no JPEG, or only its head, is refused") {
  for (const std::string& bytes : {std::string(), std::string("GIF89a"), std::string("\xff\xd8"),
                                   std::string("\xff\xd8\xff\xd9"), Jpeg(9, 9).substr(0, 100)}) {
    INFO(bytes.size());
    CHECK(IsRefused(bytes, Format::kJpeg));
  }
}
