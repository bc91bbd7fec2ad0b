// Profiles of strangers: used when they are sound, and nothing worse than useless when they are
// not.
#include "photo/profile.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <memory>
#include <vector>

#include "photo/bytes.h"
#include "photo/metadata.h"
#include "photo/photo.h"
#include "photo/testing_results.h"
#include "tests/photos/coloured.h"

using namespace tests;
using photo::ConversionBy;
using photo::PressConversion;

namespace {

using Rgb = std::array<int, 3>;

std::optional<Rgb> Pressed(const std::string& icc, const std::string& inks) {
  const auto conversion = PressConversion(icc);
  if (conversion == nullptr) return std::nullopt;
  std::array<std::uint8_t, 3> rgb{};
  conversion->Convert(reinterpret_cast<const std::uint8_t*>(inks.data()), rgb.data(), 1);
  return Rgb{rgb[0], rgb[1], rgb[2]};
}

bool IsNear(const std::optional<Rgb>& rgb, const Rgb& wanted) {
  if (!rgb) return false;
  for (std::size_t c = 0; c < 3; ++c) {
    if (std::abs((*rgb)[c] - wanted[c]) > 2) return false;
  }
  return true;
}

// As an attacker would: some bytes changed, everything else in order.
std::string Spoilt(std::string icc, std::uint32_t& state, int changes) {
  for (int i = 0; i < changes; ++i) {
    state = state * 1664525 + 1013904223;
    const std::size_t at = 128 + (state >> 8) % (icc.size() - 128);
    icc[at] = static_cast<char>(state >> 24);
  }
  return icc;
}

std::string WithTag(std::string icc, std::string_view tag, std::size_t at, std::string_view bytes) {
  const std::size_t entry = icc.find(tag, 128);
  REQUIRE(entry != std::string::npos);
  return icc.replace(photo::Big32(icc, entry + 4) + at, bytes.size(), bytes);
}

// TableProfile, its table replaced by one of so many points a side, 8 bits each, all of them a
// middle grey.
std::string WithPoints(int points) {
  std::string icc = TableProfile();
  const std::size_t entry = icc.find("A2B0", 128);
  std::string table = std::string("mft1\0\0\0\0", 8) + Stored({3, 3, points, 0});
  for (int i = 0; i < 9; ++i) photo::AppendBig32(table, i % 4 == 0 ? 0x10000 : 0);
  const auto straight = [&table] {
    for (int i = 0; i < 3 * 256; ++i) table += static_cast<char>(i % 256);
  };
  straight();
  std::string all;
  const std::string grey = Stored({128, 128, 128});  // Lab: of luminance 0.186
  for (int i = 0; i < points * points * points; ++i) all += grey;
  table += all;
  straight();
  std::string place, length;
  photo::AppendBig32(place, static_cast<std::uint32_t>(icc.size()));
  photo::AppendBig32(place, static_cast<std::uint32_t>(table.size()));
  icc.replace(entry + 4, 8, place);
  icc += table;
  photo::AppendBig32(length, static_cast<std::uint32_t>(icc.size()));
  return icc.replace(0, 4, length);
}

std::vector<int> Converted(const std::string& icc, const std::string& pixel) {
  const auto conversion = ConversionBy(icc, static_cast<int>(pixel.size()));
  REQUIRE(conversion != nullptr);
  std::vector<std::uint8_t> to(pixel.size());
  conversion->Convert(reinterpret_cast<const std::uint8_t*>(pixel.data()), to.data(), 1);
  return {to.begin(), to.end()};
}

bool AreNear(const std::vector<int>& a, const std::vector<int>& b) {
  return std::ranges::equal(a, b, [](int x, int y) { return std::abs(x - y) <= 1; });
}

}  // namespace

TEST_CASE("the kind of a profile is that of its colour space") {
  using photo::KindOf, photo::ProfileOf;
  CHECK(KindOf(GreyProfile(1)) == ProfileOf::kGrey);
  CHECK(KindOf(RgbProfile(Gamut::kP3, 1)) == ProfileOf::kRgb);
  CHECK(KindOf(TableProfile()) == ProfileOf::kRgb);
  CHECK(KindOf(PressProfile()) == ProfileOf::kPress);
  for (const char* space : {"Lab ", "XYZ ", "YCbr", "rgb ", "RGB", "CMY "})
    CHECK(KindOf(photo::testing::Profile(space)) == ProfileOf::kOther);
  for (std::size_t length = 0; length < 20; ++length)
    CHECK(KindOf(GreyProfile(1).substr(0, length)) == ProfileOf::kOther);
}

TEST_CASE("pixels become the sRGB that a profile's primaries and curve say") {
  const std::string brown = Stored({200, 100, 50});
  CHECK(AreNear(Converted(RgbProfile(Gamut::kSrgb, 1), brown), {229, 168, 122}));
  CHECK(AreNear(Converted(GreyProfile(1), Stored({128})), {188}));
  CHECK(AreNear(Converted(GreyProfile(1), brown), {229, 168, 122}));  // each channel for itself
  CHECK(AreNear(Converted(RgbProfile(Gamut::kP3, 1), Stored({128})), {188}));
  for (const auto gamut : {Gamut::kP3, Gamut::kAdobe}) {
    CHECK(AreNear(Converted(RgbProfile(gamut, 2.2), Stored({255, 255, 255})), {255, 255, 255}));
    CHECK(AreNear(Converted(RgbProfile(gamut, 2.2), Stored({0, 0, 0})), {0, 0, 0}));
  }
  // By the published matrix of Adobe RGB, light (0.5, 0.4, 0.3) is (0.54, 0.4, 0.296).
  CHECK(AreNear(Converted(RgbProfile(Gamut::kAdobe, 1), Stored({128, 102, 77})), {193, 170, 149}));
}

TEST_CASE("a profile that wants more memory than all may is none") {
  // A table takes two bytes a number: with 100 points a side 6 MB, with 160 of them 24.6 MB.
  REQUIRE(2 * 3 * 160 * 160 * 160 < 25 * 1024 * 1024);
  CHECK(AreNear(Converted(WithPoints(5), Stored({9, 9, 9})), {119, 119, 119}));
  CHECK(AreNear(Converted(WithPoints(100), Stored({9, 9, 9})), {119, 119, 119}));
  // (With 120 it is 10 MB, and lcms2 holds it more than three times.)
  for (const int points : {120, 160}) {
    INFO(points);
    const std::string beyond = WithPoints(points);
    for (const int channels : {1, 3, 4}) CHECK(ConversionBy(beyond, channels) == nullptr);
  }
}

TEST_CASE("each conversion has a budget of its own, and gets back what it frees") {
  // Of this table there are copies that are 24 MB together, but not at the same time.
  const std::string large = WithPoints(100);
  const auto one = ConversionBy(large, 3), other = ConversionBy(large, 3);
  CHECK(one != nullptr);
  CHECK(other != nullptr);
}

TEST_CASE("inks become what the press makes of them, black ink included") {
  const std::string icc = PressProfile();
  CHECK(IsNear(Pressed(icc, Stored({255, 255, 255, 255})), {242, 241, 233}));  // paper
  CHECK(IsNear(Pressed(icc, Stored({0, 0, 0, 0})), {17, 6, 0}));
  CHECK(IsNear(Pressed(icc, Stored({255, 255, 255, 0})), {27, 27, 26}));
}

TEST_CASE("a profile counts for its own kind of pixels alone") {
  CHECK(PressConversion(RgbProfile(Gamut::kP3, 2.2)) == nullptr);
  CHECK(PressConversion(GreyProfile(1)) == nullptr);
  CHECK(PressConversion("") == nullptr);
  for (const int channels : {1, 3, 4}) {
    CHECK(ConversionBy(PressProfile(), channels) == nullptr);
    CHECK(ConversionBy("", channels) == nullptr);
    CHECK(ConversionBy(GreyProfile(1), channels) != nullptr);
    CHECK(ConversionBy(RgbProfile(Gamut::kSrgb, 1), channels) != nullptr);
  }
}

TEST_CASE("opacity is no colour") {
  const std::string pixel = Stored({200, 100, 50, 77});
  std::array<std::uint8_t, 4> converted{};
  for (const auto& icc : {RgbProfile(Gamut::kP3, 1), GreyProfile(1), TableProfile()}) {
    ConversionBy(icc, 4)->Convert(reinterpret_cast<const std::uint8_t*>(pixel.data()),
                                  converted.data(), 1);
    CHECK(converted[0] != 200);
    CHECK(converted[3] == 77);
  }
}

TEST_CASE("profiles that lie about their tables are refused") {
  const std::string press = PressProfile();
  CHECK_FALSE(Pressed(WithTag(press, "A2B0", 8, Stored({4, 3, 255})), "1234"));  // 255^4 points
  CHECK_FALSE(Pressed(WithTag(press, "A2B0", 8, Stored({15, 15, 2})), "1234"));
  CHECK_FALSE(Pressed(WithTag(press, "A2B0", 8, Stored({3, 3, 5})), "1234"));  // of another kind
  CHECK_FALSE(Pressed(WithTag(press, "A2B0", 0, "mpet"), "1234"));             // stages without end
  const std::string table = TableProfile();
  CHECK(ConversionBy(WithTag(table, "A2B0", 8, Stored({3, 3, 255})), 3) == nullptr);
  const std::string grey = GreyProfile(1);
  CHECK(ConversionBy(WithTag(grey, "kTRC", 8, Stored({255, 255, 255, 255})), 1) == nullptr);
  CHECK(ConversionBy(WithTag(grey, "kTRC", 0, "nope"), 1) == nullptr);
}

TEST_CASE("no profile, however spoilt, does harm") {
  const std::string pixels(4 * 64, '\x5a');
  std::array<std::uint8_t, 4 * 64> to{};
  const auto* from = reinterpret_cast<const std::uint8_t*>(pixels.data());
  std::uint32_t state = 20261128;
  const int rounds = std::getenv("FOTOGAL_NIGHTLY") != nullptr ? 1000 : 50;
  int usable = 0;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& icc :
         {PressProfile(), TableProfile(), RgbProfile(Gamut::kP3, 2.2), GreyProfile(1.8)}) {
      const std::string spoilt = Spoilt(icc, state, 1 + round % 5);
      if (!photo::IsProfile(spoilt)) continue;
      const auto press = PressConversion(spoilt);
      const auto other = ConversionBy(spoilt, 3);
      if (press != nullptr) press->Convert(from, to.data(), 64);
      if (other != nullptr) other->Convert(from, to.data(), 64);
      usable += press != nullptr || other != nullptr ? 1 : 0;
    }
  }
  CHECK(usable > rounds / 2);
}

TEST_CASE("a picture with a useless profile is made as if there were none") {
  const std::string useless = WithTag(PressProfile(), "A2B0", 0, "nope");
  const std::string inks = Stored({215, 155, 75, 255});
  const auto made = photo::Make(Encode(FlatJpeg{inks, true, true, useless}));
  REQUIRE(made.ok());
  CHECK(made->medium == photo::Make(Encode(FlatJpeg{inks}))->medium);
}
