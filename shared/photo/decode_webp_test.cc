#include "photo/decode_webp.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/renditions.h"
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

namespace {

// How often it was called, and with which rows.
class CounterMove : public Canvas {
 public:
  void Begin(int, int, int) override { ++begun; }
  void Row(int y, const std::uint8_t*) override {
    in_order = in_order && begun == 1 && y == rows++;
  }
  int begun = 0, rows = 0;
  bool in_order = true;
};

}  // namespace

TEST_CASE("a WebP's rows come once each, from the top") {
  const std::string placed =
      WebpOf(Vp8x(2, 100, 80) + kAnimation +
             WebpFrame(20, 10, kWebpWidth, kWebpHeight, WebpChunksOf(LossyWebp())));
  for (const auto& [webp, rows] : {std::pair{LossyWebp(), kWebpHeight},
                                   {LosslessWebp(), kWebpHeight},
                                   {TransparentWebp(), kWebpHeight},
                                   {placed, 80}}) {
    CounterMove canvas;
    CHECK(DecodeWebp(webp, canvas).ok());
    CHECK(canvas.begun == 1);
    CHECK(canvas.rows == rows);
    CHECK(canvas.in_order);
  }
}

TEST_CASE("a WebP's placed picture fills its place, and nothing around it shows") {
  const std::string picture = WebpChunksOf(LosslessWebp());
  const std::string webp =
      WebpOf(Vp8x(2, 100, 80) + kAnimation + WebpFrame(38, 36, kWebpWidth, kWebpHeight, picture));
  const auto pixels = Decoded(webp, Format::kWebp), alone = Decoded(LosslessWebp(), Format::kWebp);
  REQUIRE(pixels.channels == 4);
  bool right = true;
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 100; ++x) {
      const auto* at = pixels.Row(y) + 4 * x;
      const bool inside = x >= 38 && x < 38 + kWebpWidth && y >= 36 && y < 36 + kWebpHeight;
      const auto* own = inside ? alone.Row(y - 36) + alone.channels * (x - 38) : nullptr;
      right = right && at[3] == (inside ? 255 : 0) && (!inside || std::equal(own, own + 3, at));
    }
  }
  CHECK(right);
}

TEST_CASE("a WebP that does not decode to its end reaches no canvas") {
  for (const auto& webp : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    for (std::size_t length = 0; length + 9 < webp.size(); length += 1 + webp.size() / 20) {
      INFO(length);
      CounterMove canvas;
      CHECK(DecodeWebp(webp.substr(0, length), canvas).error() == Refusal::kDamaged);
      CHECK(canvas.begun == 0);
    }
    std::string half = webp;  // whole as a file, and its stream is not
    half.resize(half.size() / 2);
    if (webp == TransparentWebp()) continue;
    half.replace(16, 4, LittleOf(static_cast<std::uint32_t>(half.size() - 20), 4));
    CounterMove canvas;
    CHECK(DecodeWebp(half, canvas).error() == Refusal::kDamaged);
    CHECK(canvas.begun == 0);
  }
}
