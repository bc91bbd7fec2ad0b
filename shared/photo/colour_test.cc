#include "photo/colour.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdlib>
#include <vector>

using namespace photo;
using enum Curve::Kind;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Rows = std::array<std::array<double, 3>, 3>;

constexpr Point kD65{0.3127, 0.3290}, kD50{0.345704, 0.358540};
constexpr Primaries kP3{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, kD65};
constexpr Primaries kBt2020{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, kD65};
constexpr Primaries kProPhoto{
    {0.734699, 0.265301}, {0.159597, 0.840403}, {0.036598, 0.000105}, kD50};

Bytes Converted(const RowConversion& conversion, const Bytes& row, int width) {
  Bytes converted(row.size(), 0xee);
  conversion.Convert(row.data(), converted.data(), width);
  return converted;
}
Bytes Converted(const CodedColours& colours, const Bytes& pixel) {
  const auto conversion = ConversionOf(colours, static_cast<int>(pixel.size()));
  return conversion == nullptr ? pixel : Converted(*conversion, pixel, 1);
}

// By a matrix between lights, as it is published.
void CheckMatrix(const Primaries& primaries, const Rows& rows) {
  for (const Bytes& pixel : {Bytes{120, 128, 110},
                             {200, 180, 190},
                             {90, 60, 80},
                             {255, 255, 255},
                             {255, 0, 0},
                             {0, 255, 0},
                             {0, 0, 255}}) {
    const Bytes converted = Converted({primaries, {kPower, 1}}, pixel);
    for (std::size_t c = 0; c < 3; ++c) {
      INFO(+pixel[0] << " " << +pixel[1] << " " << +pixel[2] << ": " << c);
      const double light =
          (rows[c][0] * pixel[0] + rows[c][1] * pixel[1] + rows[c][2] * pixel[2]) / 255;
      CHECK(std::abs(converted[c] - SrgbNumber(light)) <= 0.75);
    }
  }
}

}  // namespace

TEST_CASE("sRGB needs no conversion") {
  for (const int channels : {1, 3, 4}) CHECK(ConversionOf({}, channels) == nullptr);
}

TEST_CASE("a curve alone changes each shade by itself, whatever the channels") {
  const CodedColours linear{kSrgbPrimaries, {kPower, 1}};
  CHECK(Converted(linear, {128}) == Bytes{188});
  CHECK(Converted(linear, {200, 100, 50}) == Bytes{229, 168, 122});
  CHECK(Converted(linear, {200, 100, 50, 77}) == Bytes{229, 168, 122, 77});
  CHECK(Converted(linear, {0, 255, 0, 0}) == Bytes{0, 255, 0, 0});
}

TEST_CASE("primaries are converted by the matrices that are published for them") {
  CheckMatrix(kSrgbPrimaries, {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}});
  CheckMatrix(kP3, {{{1.2249, -0.2249, 0}, {-0.0421, 1.0421, 0}, {-0.0196, -0.0786, 1.0983}}});
  // BT.2087
  CheckMatrix(
      kBt2020,
      {{{1.6605, -0.5876, -0.0728}, {-0.1246, 1.1329, -0.0083}, {-0.0182, -0.1006, 1.1187}}});
  // Of another white: adapted by Bradford's method.
  CheckMatrix(
      kProPhoto,
      {{{2.0344, -0.7276, -0.3068}, {-0.2288, 1.2317, -0.0029}, {-0.0086, -0.1533, 1.1618}}});
}

TEST_CASE("white stays white and black black, of whatever white") {
  for (const Point& white : {kD65, kD50, Point{0.310, 0.316}, Point{1.0 / 3, 1.0 / 3}}) {
    const Primaries primaries{{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, white};
    CHECK(Converted({primaries, {}}, {255, 255, 255}) == Bytes{255, 255, 255});
    CHECK(Converted({primaries, {}}, {0, 0, 0}) == Bytes{0, 0, 0});
  }
}

TEST_CASE("primaries leave grey as it is, and say nothing of a grey picture") {
  CHECK(ConversionOf({kP3, {}}, 1) == nullptr);
  CHECK(ConversionOf({kP3, {}}, 3) != nullptr);
  CHECK(Converted({kP3, {}}, {128, 128, 128}) == Bytes{128, 128, 128});
}

TEST_CASE("primaries that span no colours are those of sRGB") {
  const double kNone = std::nan("");
  for (const Primaries& primaries :
       {Primaries{}, Primaries{{0.64, 0.33}, {0.64, 0.33}, {0.64, 0.33}, kD65},
        Primaries{{0.1, 0.1}, {0.2, 0.2}, {0.3, 0.3}, kD65},  // in one line
        Primaries{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, 0}},
        Primaries{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, -1}},
        Primaries{{kNone, 0.33}, {0.30, 0.60}, {0.15, 0.06}, kD65}}) {
    for (const int channels : {1, 3, 4}) CHECK(ConversionOf({primaries, {}}, channels) == nullptr);
    CHECK(Converted({primaries, {kPower, 1}}, {200, 100, 50}) == Bytes{229, 168, 122});
  }
}

TEST_CASE("PQ's light is brought under the brightest of the picture") {
  const auto pq = [](double brightest, std::uint8_t number) {
    return Converted({kBt2020, {kPq, 1, 1, brightest}}, {number, number, number})[1];
  };
  // 148 of 255 are 202 nits.
  CHECK(pq(203, 148) >= 254);
  CHECK(pq(203, 255) == 255);
  CHECK(std::abs(pq(1000, 148) - 188) <= 1);  // half the light
  CHECK(pq(1000, 192) == 255);                // 1,000 nits
  CHECK(pq(10'000, 192) < 255);
  CHECK(pq(1000, 0) == 0);
  const Bytes grey = Converted({kBt2020, {kPq}}, {148});
  CHECK(grey[0] == pq(kHlgNits, 148));
}

TEST_CASE("HLG's light becomes a screen's of 1,000 nits") {
  const CodedColours hlg{kBt2020, {kHlg}};
  CHECK(Converted(hlg, {255, 255, 255}) == Bytes{255, 255, 255});
  const Bytes white = Converted(hlg, {191, 191, 191});  // 75%: 203 nits
  CHECK(std::abs(white[0] - 188) <= 1);
  CHECK(Converted(hlg, {0, 0, 0}) == Bytes{0, 0, 0});
  CHECK(Converted(hlg, {191}) == Bytes{white[0]});
}

TEST_CASE("light brought under white keeps its hue") {
  // Of sRGB's primaries; the red is brighter than white, green and blue are cut off nowhere.
  const Bytes bright = Converted({kSrgbPrimaries, {kPq}}, {192, 148, 120, 9});
  const auto light = [](std::uint8_t number) { return LightOf({}, number / 255.0); };
  const auto nits = [](int number) { return LightOf({kPq}, number / 255.0); };
  CHECK(bright[0] == 255);
  CHECK(bright[3] == 9);
  CHECK(std::abs(light(bright[1]) / light(bright[2]) / (nits(148) / nits(120)) - 1) < 0.02);
  // It is dimmed with the red.
  CHECK(bright[1] < Converted({kSrgbPrimaries, {kPq}}, {148, 148, 148})[1]);
}

TEST_CASE("a table of shades leaves opacity alone, and one that changes nothing is none") {
  ShadeTable turned, same;
  for (std::size_t i = 0; i < 256; ++i) {
    same[i] = static_cast<std::uint8_t>(i);
    turned[i] = static_cast<std::uint8_t>(255 - i);
  }
  for (const int channels : {1, 3, 4}) CHECK(ConversionBy(same, channels) == nullptr);
  const Bytes row{0, 1, 2, 3, 252, 253, 254, 255, 10, 20, 30, 40};
  Bytes all = row;
  for (auto& byte : all) byte = static_cast<std::uint8_t>(255 - byte);
  CHECK(Converted(*ConversionBy(turned, 1), row, 12) == all);
  CHECK(Converted(*ConversionBy(turned, 3), row, 4) == all);
  for (const std::size_t at : {3, 7, 11}) all[at] = row[at];
  CHECK(Converted(*ConversionBy(turned, 4), row, 3) == all);
  same[255] = 254;  // one shade is enough
  CHECK(ConversionBy(same, 1) != nullptr);
}

TEST_CASE("a row of many pixels is converted pixel by pixel, and nothing behind it") {
  const CodedColours p3{kP3, {}};
  const Bytes first{200, 100, 50, 1}, second{10, 250, 128, 2};
  Bytes row = first;
  row.insert(row.end(), second.begin(), second.end());
  Bytes wanted = Converted(p3, first);
  const Bytes rest = Converted(p3, second);
  wanted.insert(wanted.end(), rest.begin(), rest.end());
  CHECK(Converted(*ConversionOf(p3, 4), row, 2) == wanted);
  const Bytes half = Converted(*ConversionOf(p3, 4), row, 1);
  CHECK(std::all_of(half.begin() + 4, half.end(), [](auto byte) { return byte == 0xee; }));
}
