#include "photo/webp_file.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_results.h"
#include "photo/testing_webp.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("an animated WebP is its first picture") {
  const std::string first = WebpChunksOf(LossyWebp()), second = WebpChunksOf(LosslessWebp());
  const auto frame = [](int left, int top, const std::string& chunks) {
    return WebpFrame(left, top, kWebpWidth, kWebpHeight, chunks);
  };
  const std::string start = Vp8x(0x02, kWebpWidth, kWebpHeight) + kAnimation;
  CHECK((Stored(WebpOf(start + frame(0, 0, first) + frame(0, 0, second))) == LossyWebp()));
  CHECK((Stored(WebpOf(start + frame(0, 0, second))) == LosslessWebp()));
  CHECK((Stored(WebpOf(start + frame(0, 0, first)) + "ANMF\0\x10\0\0abc"s) == LossyWebp()));
  CHECK((Stored(WebpOf(Vp8x(0x12, kWebpWidth, kWebpHeight) + kAnimation +
                       frame(0, 0, WebpChunksOf(TransparentWebp())))) == TransparentWebp()));
  CHECK_FALSE(Make(WebpOf(start)).ok());
  CHECK_FALSE(Make(WebpOf(start + frame(2, 0, first))).ok());
  // On a larger canvas it stays where it is: an animation of one picture.
  const std::string placed = WebpOf(Vp8x(0x02, 100, 80) + kAnimation + frame(20, 10, first));
  const std::string stored = Stored(placed);
  CHECK(Holds(stored, "ANMF"));
  const auto made = Make(stored);
  CHECK(std::pair{made->width, made->height} == std::pair{100, 80});
  CHECK(made->rendition_format == Format::kPng);
  const auto pixels = Decoded(stored, Format::kWebp), alone = Decoded(LossyWebp(), Format::kWebp);
  CHECK(pixels.Row(9)[4 * 25 + 3] == 0);
  CHECK(std::vector(pixels.Row(10) + 80, pixels.Row(10) + 83) ==
        std::vector(alone.Row(0), alone.Row(0) + 3));
  CHECK(pixels.Row(10)[83] == 255);
  CHECK(pixels.Row(53)[4 * 20 + 3] == 0);
}

TEST_CASE("a WebP that no browser shows is refused") {
  const std::string lossy = WebpPayloadOf(LossyWebp()), lossless = WebpPayloadOf(LosslessWebp());
  const auto simple = [](const std::string& type, std::string payload, std::size_t at,
                         unsigned to) {
    payload[at] = static_cast<char>(to);
    return WebpOf(RiffChunk(type, payload));
  };
  const auto first = static_cast<unsigned char>(lossy[0]);
  const std::string all[] = {
      simple("VP8 ", lossy, 0, first | 1U),     // no key frame
      simple("VP8 ", lossy, 0, first & 0xefU),  // not shown
      simple("VP8 ", lossy, 3, 0x9c),           // another start code
      simple("VP8L", lossless, 0, 0x2e),        // another signature
      simple("VP8L", lossless, 4, 0xff),        // another version
      WebpOf(RiffChunk("ABCD", "x") + WebpChunksOf(LossyWebp())),
      WebpOf(Vp8x(0, kWebpWidth + 1, kWebpHeight) + WebpChunksOf(LossyWebp())),
      WebpOf(Vp8x(0, kWebpWidth, kWebpHeight)),
      WebpOf(RiffChunk("VP8X", "short") + WebpChunksOf(LossyWebp())),
      WebpOf(RiffChunk("VP8 ", "")),
      WebpOf(""),
      "RIFF\0\0\0\0WEBP"s};
  for (const auto& bytes : all) CHECK(Make(bytes).error() == Refusal::kDamaged);
  for (const auto& plain : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    for (std::size_t length = 12; length + 9 < plain.size(); length += 1 + plain.size() / 50)
      CHECK(Make(plain.substr(0, length)).error() == Refusal::kDamaged);
  }
  CHECK(Make(WebpOf(Vp8x(2, 30'001, 90) + kAnimation +
                    WebpFrame(0, 0, kWebpWidth, kWebpHeight, WebpChunksOf(LossyWebp()))))
            .error() == Refusal::kTooLarge);
}

TEST_CASE("the length that RIFF tells is not needed") {
  for (const std::uint32_t length : {0U, 100U, 0xffffffffU}) {
    std::string lying = LossyWebp();
    lying.replace(4, 4, LittleOf(length, 4));
    CHECK((Stored(lying) == LossyWebp()));
  }
}
