#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_results.h"
#include "photo/webp_budget.h"
#include "photo/webp_data.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

namespace {

constexpr int kWidth = 61, kHeight = 43;

std::string Lossy() { return Webp(kWidth, kHeight); }
std::string Lossless() { return Webp(kWidth, kHeight, {.lossless = true}); }
std::string Transparent() { return Webp(kWidth, kHeight, {.transparent = true}); }

// The chunks of a file, without RIFF and, where it has one, without VP8X.
std::string ChunksOf(const std::string& webp) {
  return webp.substr(webp.substr(12, 4) == "VP8X" ? 30 : 12);
}
std::string PayloadOf(const std::string& webp) { return webp.substr(20, Little32(webp, 16)); }

}  // namespace

TEST_CASE("a WebP is stored as it came, whatever its kind") {
  for (const auto& plain : {Lossy(), Lossless(), Transparent(),
                            Webp(kWidth, kHeight, {.lossless = true, .transparent = true})}) {
    CHECK((Stored(plain) == plain));
    const auto made = Make(plain);
    CHECK(made->format == Format::kWebp);
    CHECK(std::pair{made->width, made->height} == std::pair{kWidth, kHeight});
    CHECK(made->blurhash.size() == 28);
  }
  CHECK(Make(Lossy())->rendition_format == Format::kJpeg);
  CHECK(Make(Lossless())->rendition_format == Format::kJpeg);
  CHECK(Make(Transparent())->rendition_format == Format::kPng);
}

TEST_CASE("a WebP's pixels are its own") {
  const auto shade = [](int byte, int row) {
    return static_cast<std::uint8_t>(byte * 5 + row * 3);
  };
  const auto pixels = Decoded(Lossless(), Format::kWebp);
  REQUIRE(pixels.width == kWidth);
  bool same = true;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < 3 * kWidth; ++x)
      same = same && pixels.Row(y)[x / 3 * pixels.channels + x % 3] == shade(x, y);
  }
  CHECK(same);
  const auto half = Decoded(Transparent(), Format::kWebp);
  REQUIRE(half.channels == 4);
  CHECK(half.Row(2)[3] == 255);
  CHECK(half.Row(kHeight - 2)[3] == 128);
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

TEST_CASE("a WebP loses whatever is not the picture") {
  for (const auto& plain : {Lossy(), Lossless()}) {
    const std::string chunks = ChunksOf(plain);
    const std::string exif = RiffChunk("EXIF", Exif(6)), xmp = RiffChunk("XMP ", "<x:xmpmeta>me");
    for (const auto& all :
         {Vp8x(0x0c, kWidth, kHeight) + chunks + exif + xmp,
          Vp8x(0, kWidth, kHeight) + exif + chunks,
          Vp8x(0, kWidth, kHeight) + RiffChunk("ABCD", "x") + chunks,
          Vp8x(0x10, kWidth, kHeight) + chunks + chunks, chunks + exif, chunks + "trailing",
          Vp8x(0x20, kWidth, kHeight) + RiffChunk("ICCP", "no profile") + chunks}) {
      CHECK((Stored(WebpOf(all)) == plain));
      CHECK(Inspect(WebpOf(all))->orientation == 1);  // browsers do not turn a WebP
    }
    CHECK((Stored(plain + "<?php") == plain));
    CHECK((Stored(plain + plain) == plain));
  }
}

TEST_CASE("a WebP keeps its profile and its transparency") {
  const std::string icc = Profile();
  for (const auto& plain : {Lossy(), Lossless(), Transparent()}) {
    const bool transparent = plain == Transparent();
    const std::string with = WebpOf(Vp8x(transparent ? 0x30 : 0x20, kWidth, kHeight) +
                                    RiffChunk("ICCP", icc) + ChunksOf(plain));
    CHECK((Stored(with) == with));
    CHECK(Sanitize(with, *Inspect(with))->icc == icc);
    // Without its flag nobody looks at it.
    const std::string unflagged = WebpOf(Vp8x(transparent ? 0x10 : 0, kWidth, kHeight) +
                                         RiffChunk("ICCP", icc) + ChunksOf(plain));
    CHECK((Stored(unflagged) == plain));
  }
  const std::string grown =
      WebpOf(Vp8x(0x20, kWidth, kHeight) + RiffChunk("ICCP", Profile("RGB ", 5'000'000)) +
             ChunksOf(Lossy()));
  CHECK((Stored(grown) == Lossy()));
}

TEST_CASE("what lies behind the end of a WebP's picture, inside its chunk, is cut off") {
  const std::string secret = "a place, 38.7N 9.1W, and more";
  for (const auto& plain : {Lossy(), Lossless(), Transparent()}) {
    std::string chunks = ChunksOf(plain);
    std::string types[] = {"ALPH", "VP8 ", "VP8L"};
    std::string grown;
    for (std::size_t at = 0; at < chunks.size();) {
      const std::size_t length = Little32(chunks, at + 4);
      grown += RiffChunk(chunks.substr(at, 4), chunks.substr(at + 8, length) + secret);
      at += 8 + length + length % 2;
    }
    const std::string bytes =
        plain == Transparent() ? WebpOf(Vp8x(0x10, kWidth, kHeight) + grown) : WebpOf(grown);
    const std::string stored = Stored(bytes);
    CHECK(Little32(stored, 4) == stored.size() - 8);
    CHECK_FALSE(Holds(stored, secret));
    CHECK((Decoded(stored, Format::kWebp).bytes == Decoded(plain, Format::kWebp).bytes));
    CHECK(stored.size() <= plain.size());
    CHECK(stored.size() + 8 >= plain.size());
  }
}

TEST_CASE("an animated WebP is its first picture") {
  const std::string first = ChunksOf(Lossy()), second = ChunksOf(Lossless());
  const auto frame = [](int left, int top, const std::string& chunks) {
    return WebpFrame(left, top, kWidth, kHeight, chunks);
  };
  const std::string start = Vp8x(0x02, kWidth, kHeight) + kAnimation;
  CHECK((Stored(WebpOf(start + frame(0, 0, first) + frame(0, 0, second))) == Lossy()));
  CHECK((Stored(WebpOf(start + frame(0, 0, second))) == Lossless()));
  CHECK((Stored(WebpOf(start + frame(0, 0, first)) + "ANMF\0\x10\0\0abc"s) == Lossy()));
  CHECK((Stored(WebpOf(Vp8x(0x12, kWidth, kHeight) + kAnimation +
                       frame(0, 0, ChunksOf(Transparent())))) == Transparent()));
  CHECK_FALSE(Make(WebpOf(start)).ok());
  CHECK_FALSE(Make(WebpOf(start + frame(2, 0, first))).ok());
  // On a larger canvas it stays where it is: an animation of one picture.
  const std::string placed = WebpOf(Vp8x(0x02, 100, 80) + kAnimation + frame(20, 10, first));
  const std::string stored = Stored(placed);
  CHECK(Holds(stored, "ANMF"));
  const auto made = Make(stored);
  CHECK(std::pair{made->width, made->height} == std::pair{100, 80});
  CHECK(made->rendition_format == Format::kPng);
  const auto pixels = Decoded(stored, Format::kWebp), alone = Decoded(Lossy(), Format::kWebp);
  CHECK(pixels.Row(9)[4 * 25 + 3] == 0);
  CHECK(std::vector(pixels.Row(10) + 80, pixels.Row(10) + 83) ==
        std::vector(alone.Row(0), alone.Row(0) + 3));
  CHECK(pixels.Row(10)[83] == 255);
  CHECK(pixels.Row(53)[4 * 20 + 3] == 0);
}

TEST_CASE("a WebP that no browser shows is refused") {
  const std::string lossy = PayloadOf(Lossy()), lossless = PayloadOf(Lossless());
  const auto simple = [](const std::string& type, std::string payload, std::size_t at,
                         unsigned to) {
    payload[at] = static_cast<char>(to);
    return WebpOf(RiffChunk(type, payload));
  };
  const auto first = static_cast<unsigned char>(lossy[0]);
  const std::string all[] = {simple("VP8 ", lossy, 0, first | 1U),     // no key frame
                             simple("VP8 ", lossy, 0, first & 0xefU),  // not shown
                             simple("VP8 ", lossy, 3, 0x9c),           // another start code
                             simple("VP8L", lossless, 0, 0x2e),        // another signature
                             simple("VP8L", lossless, 4, 0xff),        // another version
                             WebpOf(RiffChunk("ABCD", "x") + ChunksOf(Lossy())),
                             WebpOf(Vp8x(0, kWidth + 1, kHeight) + ChunksOf(Lossy())),
                             WebpOf(Vp8x(0, kWidth, kHeight)),
                             WebpOf(RiffChunk("VP8X", "short") + ChunksOf(Lossy())),
                             WebpOf(RiffChunk("VP8 ", "")),
                             WebpOf(""),
                             "RIFF\0\0\0\0WEBP"s};
  for (const auto& bytes : all) CHECK(Make(bytes).error() == Refusal::kDamaged);
  for (const auto& plain : {Lossy(), Lossless(), Transparent()}) {
    for (std::size_t length = 12; length + 9 < plain.size(); length += 1 + plain.size() / 50)
      CHECK(Make(plain.substr(0, length)).error() == Refusal::kDamaged);
  }
  CHECK(Make(WebpOf(Vp8x(2, 30'001, 90) + kAnimation +
                    WebpFrame(0, 0, kWidth, kHeight, ChunksOf(Lossy()))))
            .error() == Refusal::kTooLarge);
}

TEST_CASE("the length that RIFF tells is not needed") {
  for (const std::uint32_t length : {0U, 100U, 0xffffffffU}) {
    std::string lying = Lossy();
    lying.replace(4, 4, LittleOf(length, 4));
    CHECK((Stored(lying) == Lossy()));
  }
}

TEST_CASE("libwebp gets no more memory than its budget") {
  const std::string large = Webp(1000, 800, {.lossless = true});
  const auto file = ReadWebp(large);
  REQUIRE(file.ok());
  CHECK(OnlyPicture(file->picture).ok());
  CHECK(WebpMemory(file->picture) > 4 * 1000 * 800);
  Whole whole;
  {
    WebpBudget little(100'000);
    CHECK(little.Take(60'000));
    CHECK_FALSE(little.Take(60'000));
    CHECK(little.was_exceeded());
  }
  CHECK(DecodeWebp(large, whole).ok());  // nothing is left of that bound
}
