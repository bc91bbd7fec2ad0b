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

namespace {

WebpFile ReadOf(const std::string& bytes) {
  const auto file = ReadWebp(bytes);
  REQUIRE(file.ok());
  return *file;
}
bool IsDamaged(const std::string& bytes) {
  const auto file = ReadWebp(bytes);
  return !file.ok() && file.error() == Refusal::kDamaged;
}
std::string Extended(unsigned flags, const std::string& chunks) {
  return WebpOf(Vp8x(flags, kWebpWidth, kWebpHeight) + chunks);
}

}  // namespace

TEST_CASE("a WebP's chunk has its type, its length and an even number of bytes") {
  std::string chunks = "before";
  AppendWebpChunk(chunks, "ABCD", "xyz");
  AppendWebpChunk(chunks, "EFGH", "");
  AppendWebpChunk(chunks, "IJKL", std::string(300, 'v'));
  CHECK(chunks == "beforeABCD\3\0\0\0xyz\0EFGH\0\0\0\0IJKL\x2c\1\0\0"s + std::string(300, 'v'));
}

TEST_CASE("a WebP's picture is found with its sides, kind and bytes") {
  for (const auto& webp : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    const bool transparent = webp == TransparentWebp();
    const std::string bytes = webp + "more";
    const WebpFile file = ReadOf(bytes);
    CHECK(file.width == kWebpWidth);
    CHECK(file.height == kWebpHeight);
    CHECK(file.picture.width == kWebpWidth);
    CHECK(file.picture.height == kWebpHeight);
    CHECK_FALSE(file.IsPlaced());
    CHECK(file.icc.empty());
    CHECK(file.picture.lossless == (webp == LosslessWebp()));
    CHECK(file.picture.transparent == transparent);
    CHECK(file.picture.alpha.empty() == !transparent);
    if (!transparent) CHECK(file.picture.data == WebpPayloadOf(webp));
    CHECK((WriteWebp(file) == webp));
  }
}

TEST_CASE("a WebP's profile is the first one that is flagged and lies before the picture") {
  const std::string one = Profile(), other = Profile("GRAY"), picture = WebpChunksOf(LossyWebp());
  const std::string first = RiffChunk("ICCP", one), second = RiffChunk("ICCP", other);
  const auto icc_of = [](const std::string& bytes) { return std::string(ReadOf(bytes).icc); };
  CHECK(icc_of(Extended(0x20, first + second + picture)) == one);
  CHECK(icc_of(Extended(0x20, RiffChunk("ICCP", "none") + second + picture)) == other);
  CHECK(icc_of(Extended(0x20, picture + first)).empty());
  CHECK(icc_of(Extended(0, first + picture)).empty());
  const std::string with = Extended(0x20, first + picture);
  CHECK((WriteWebp(ReadOf(with)) == with));
}

TEST_CASE("a lossless WebP has no other alpha, and a lossy one its first") {
  const std::string alpha = RiffChunk("ALPH", "\1abc"), other = RiffChunk("ALPH", "\1xyz");
  const WebpFile lossless = ReadOf(Extended(0x10, alpha + WebpChunksOf(LosslessWebp())));
  CHECK(lossless.picture.alpha.empty());
  CHECK_FALSE(lossless.picture.transparent);
  const std::string lossy = WebpChunksOf(LossyWebp());
  const std::string both = Extended(0x10, alpha + other + lossy);
  CHECK(ReadOf(both).picture.alpha == "\1abc");
  CHECK(ReadOf(both).picture.transparent);
  const std::string short_one = Extended(0x10, RiffChunk("ALPH", "\1") + lossy);
  CHECK(ReadOf(short_one).picture.alpha.empty());
}

TEST_CASE("a WebP's placed picture lies within its canvas and is written there again") {
  const std::string picture = WebpChunksOf(LossyWebp());
  const auto at = [&](int left, int top) {
    return WebpOf(Vp8x(2, 100, 80) + kAnimation +
                  WebpFrame(left, top, kWebpWidth, kWebpHeight, picture));
  };
  const std::string bytes = at(38, 36);
  const WebpFile file = ReadOf(bytes);
  CHECK(file.IsPlaced());
  CHECK(std::pair{file.width, file.height} == std::pair{100, 80});
  CHECK(std::pair{file.picture.left, file.picture.top} == std::pair{38, 36});
  const std::string written = WriteWebp(file);
  const WebpFile again = ReadOf(written);
  CHECK(std::pair{again.width, again.height} == std::pair{100, 80});
  CHECK(std::pair{again.picture.left, again.picture.top} == std::pair{38, 36});
  CHECK((again.picture.data == file.picture.data));
  CHECK((WriteWebp(again) == written));
  CHECK(IsDamaged(at(40, 36)));  // 40 + 61 > 100
  CHECK(IsDamaged(at(38, 38)));  // 38 + 43 > 80
  CHECK(IsDamaged(at(0xfffffe, 0xfffffe)));
}

TEST_CASE("what is no WebP, or not all of one's first picture, is damaged") {
  for (const auto& webp : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    CHECK_FALSE(IsDamaged(webp));
    // An odd length is made even by a byte that need not be there.
    const WebpFile file = ReadOf(webp);
    const auto end =
        static_cast<std::size_t>(file.picture.data.data() - webp.data()) + file.picture.data.size();
    CHECK_FALSE(IsDamaged(webp.substr(0, end)));
    for (std::size_t length = 0; length < end; ++length) {
      INFO(length);
      CHECK(IsDamaged(webp.substr(0, length)));
    }
  }
  std::string flat = WebpPayloadOf(LossyWebp());
  flat.replace(6, 2, "\0\0"s);  // no columns
  CHECK(IsDamaged(WebpOf(RiffChunk("VP8 ", flat))));
  flat = WebpPayloadOf(LossyWebp());
  flat.replace(8, 2, "\0\x40"s);  // no rows, but a scale
  CHECK(IsDamaged(WebpOf(RiffChunk("VP8 ", flat))));
  CHECK(IsDamaged(Extended(2, kAnimation + RiffChunk("ANMF", std::string(15, '\0')))));
}
