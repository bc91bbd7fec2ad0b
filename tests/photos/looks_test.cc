// The colours of renditions, against what Chromium was seen to show. (The same pictures, and more,
// are held against a browser itself by tests/browser/colours.test.mjs.)
#include "tests/photos/looks.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "photo/photo.h"
#include "photo/testing_results.h"
#include "tests/photos/coloured.h"

using namespace tests;
using namespace std::string_literals;
using photo::Format;
using photo::testing::Decoded;
using photo::testing::WithSegment;

namespace {

// 1,200 wide: it has all renditions.
photo::Photo MadeOf(FlatPng png) {
  png.width = 1200;
  auto made = photo::Make(Encode(png));
  REQUIRE(made.ok());
  return std::move(*made);
}

std::string Coloured(const std::string& pixel, const std::string& icc = {}) {
  return Encode(FlatJpeg{pixel, true, true, icc, 1200, 64});
}

}  // namespace

TEST_CASE("renditions have the colours that a browser shows") {
  for (const Look& look : Looks()) {
    INFO(look.name);
    const auto made = photo::Make(look.bytes);
    REQUIRE(made.ok());
    const auto icc = [](const std::string& bytes) {
      return photo::Sanitize(bytes, *photo::Inspect(bytes))->icc;
    };
    CHECK(!icc(made->medium).empty() == look.carried);
    CHECK(!icc(made->thumb).empty() == look.carried);
    if (look.carried) CHECK(icc(made->medium) == icc(look.bytes));
    if (!look.shown) continue;
    const auto pixels = Decoded(made->medium, made->rendition_format);
    const std::uint8_t* middle =
        pixels.Row(pixels.height / 2) + pixels.channels * (pixels.width / 2);
    for (std::size_t c = 0; c < 3; ++c) {
      INFO(c);
      CHECK(std::abs((*look.shown)[c] - middle[pixels.channels == 1 ? 0 : c]) <= 3);
    }
  }
}

TEST_CASE("what shows through does so in every rendition") {
  const std::string colours = Stored({10, 20, 30, 200, 100, 50}), clear = Stored({0, 128});
  const struct {
    const char* name;
    FlatPng png;
    int opacity;
  } pictures[] = {
      {"a palette", {3, 8, "\1", {{"PLTE", colours}, {"tRNS", clear}}}, 128},
      {"a palette of 1 bit", {3, 1, "\xff", {{"PLTE", colours}, {"tRNS", clear}}}, 128},
      {"one shade of grey", {0, 8, "\x80", {{"tRNS", Stored({0, 128})}}}, 0},
      {"one shade of 16 bits", {0, 16, "\x80\x80", {{"tRNS", "\x80\x80"}}}, 0},
      {"one colour", {2, 8, "\1\2\3", {{"tRNS", Stored({0, 1, 0, 2, 0, 3})}}}, 0},
      {"grey with opacity", {4, 8, "\x80\x40"}, 64},
      {"grey with opacity of 16 bits", {4, 16, "\x80\x80\x40\x40"}, 64},
      {"RGB with opacity", {6, 8, "\1\2\3\x40"}, 64},
      {"with a profile", {6, 8, "\1\2\3\x40", {{"iCCP", Iccp(RgbProfile(Gamut::kP3, 1))}}}, 64},
      {"with a profile of grey", {4, 8, "\x80\x40", {{"iCCP", Iccp(GreyProfile(1))}}}, 64},
      {"with cICP", {6, 8, "\1\2\3\x40", {{"cICP", Stored({9, 16, 0, 1})}}}, 64}};
  for (const auto& picture : pictures) {
    INFO(picture.name);
    const auto made = MadeOf(picture.png);
    CHECK(made.rendition_format == Format::kPng);
    for (const auto* rendition : {&made.thumb, &made.medium, &made.large}) {
      const auto pixels = Decoded(*rendition, Format::kPng);
      REQUIRE(pixels.channels == 4);
      CHECK(pixels.bytes[3] == picture.opacity);
    }
  }
}

TEST_CASE("what could show through but does not is JPEG in every rendition") {
  const std::string colours = Stored({10, 20, 30, 200, 100, 50});
  for (const FlatPng& png : {FlatPng{3, 8, "\1", {{"PLTE", colours}, {"tRNS", Stored({0})}}},
                             FlatPng{4, 8, "\x80\xff"}, FlatPng{6, 16, "\1\1\2\2\3\3\xff\xff"}}) {
    const auto made = MadeOf(png);
    CHECK(made.rendition_format == Format::kJpeg);
    for (const auto* rendition : {&made.thumb, &made.medium, &made.large})
      CHECK(photo::Inspect(*rendition)->format == Format::kJpeg);
  }
}

TEST_CASE("all renditions of a photo have its profile, or none does") {
  for (const auto& icc : {RgbProfile(Gamut::kP3, 2.2), TableProfile(100'000)}) {
    const auto made = photo::Make(Coloured(Stored({200, 100, 50}), icc));
    REQUIRE(made.ok());
    for (const auto* rendition : {&made->thumb, &made->medium, &made->large}) {
      const auto kept = photo::Sanitize(*rendition, *photo::Inspect(*rendition))->icc;
      CHECK(kept == (icc.size() < 10'000 ? icc : ""s));
    }
  }
}

TEST_CASE("an ultra-HDR photo keeps its SDR picture, and nothing of its gain map") {
  const std::string plain = Coloured(Stored({200, 100, 50}));
  std::string ultra = WithSegment(plain, 0xe2, "urn:iso:std:iso:ts:21496:-1\0\0\0\0\0"s);
  ultra = WithSegment(ultra, 0xe2, "MPF\0MM\0*\0\0\0\x08\0\0"s);
  ultra = WithSegment(ultra, 0xe1, "http://ns.adobe.com/xap/1.0/\0<x hdrgm:Version=\"1.0\"/>"s);
  ultra += Encode(FlatJpeg{"\xff"});  // the gain map, grey
  const auto made = photo::Make(ultra), wanted = photo::Make(plain);
  REQUIRE(made.ok());
  CHECK(made->original == wanted->original);
  CHECK(made->medium == wanted->medium);
  CHECK(made->large == wanted->large);
}

TEST_CASE("what EXIF says of colours is not listened to, as in browsers") {
  // Interoperability R03 and an uncalibrated space: Adobe RGB, to some cameras.
  const std::string plain = Coloured(Stored({200, 100, 50}));
  const std::string tiff = "MM\0*\0\0\0\x08\0\1\xa0\1\0\3\0\0\0\1\xff\xff\0\0\0\0\0\0"s;
  const auto made = photo::Make(WithSegment(plain, 0xe1, "Exif\0\0"s + tiff));
  REQUIRE(made.ok());
  CHECK(made->medium == photo::Make(plain)->medium);
}

TEST_CASE("no rendition is larger than an answer holds") {
  std::uint32_t state = 1;
  FlatPng noise{6, 8, ""};
  noise.width = 1600;
  noise.height = 1200;
  noise.rows = [&state](std::size_t count) {
    std::string row;
    for (std::size_t i = 0; i < count; ++i) {
      state = state * 1664525 + 1013904223;
      row += static_cast<char>(state >> 24);
    }
    return row;
  };
  const auto made = photo::Make(Encode(noise));
  REQUIRE(made.ok());
  CHECK(made->rendition_format == Format::kPng);
  CHECK(made->large.size() <= photo::kMaxRenditionBytes);
  const auto large = photo::Inspect(made->large);
  CHECK(large->width > 1000);
  CHECK(large->width < 1600);
}

TEST_CASE("primaries that span no colours count as those of sRGB") {
  const std::string pixel = Stored({200, 100, 50});
  const auto medium = [&](const std::string& points) {
    const auto made =
        photo::Make(Encode(FlatPng{2, 8, pixel, {{"gAMA", Gama(100'000)}, {"cHRM", points}}}));
    REQUIRE(made.ok());
    return made->medium;
  };
  const std::string wanted =
      photo::Make(Encode(FlatPng{2, 8, pixel, {{"gAMA", Gama(100'000)}}}))->medium;
  constexpr std::uint32_t kMost = 0x7fff'ffff;
  CHECK(medium(Chrm({0, 0, 0, 0, 0, 0, 0, 0})) == wanted);
  CHECK(medium(Chrm({31270, 0, 64000, 33000, 30000, 60000, 15000, 6000})) == wanted);
  CHECK(medium(Chrm({31270, 32900, 64000, 33000, 64000, 33000, 64000, 33000})) == wanted);
  CHECK(medium(Chrm({31270, 32900, 1, 1, 2, 2, 3, 3})) == wanted);
  CHECK(medium(Chrm({31270, 32900, 0xffff'ffff, 33000, 30000, 60000, 15000, 6000})) == wanted);
  CHECK(medium("short") == wanted);
  // These span something, if nothing that can be seen: any colours will do.
  CHECK(medium(Chrm({kMost, 1, kMost, kMost, 1, kMost, kMost, 0})).size() > 100);
  CHECK(medium(Chrm({1, kMost, 0, 1, 1, 0, 0, 0})).size() > 100);
}
