// Profiles of strangers: used when they are sound, and nothing worse than useless when they are
// not.
#include "photo/profile.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

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

}  // namespace

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
