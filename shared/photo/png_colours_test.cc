#include "photo/png_colours.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "photo/testing.h"
#include "tests/photos/coloured.h"

using namespace photo;
using namespace std::string_literals;
using photo::testing::Chunk;
using tests::Chrm;
using tests::Encode;
using tests::FlatPng;
using tests::Gama;
using tests::Iccp;
using tests::Stored;
using enum Curve::Kind;

namespace {

std::optional<CodedColours> Of(tests::Chunks chunks) {
  return CodedColoursOf(Encode(FlatPng{2, 8, "abc", std::move(chunks), 8, 8}));
}
std::optional<CodedColours> OfCicp(int primaries, int curve, int matrix = 0, int range = 1) {
  return Of({{"cICP", Stored({primaries, curve, matrix, range})}});
}

bool Are(const std::optional<CodedColours>& colours, const Primaries& wanted) {
  if (!colours) return false;
  const auto near = [](const Point& a, const Point& b) {
    return std::abs(a.x - b.x) < 1e-6 && std::abs(a.y - b.y) < 1e-6;
  };
  const Primaries& are = colours->primaries;
  return near(are.red, wanted.red) && near(are.green, wanted.green) &&
         near(are.blue, wanted.blue) && near(are.white, wanted.white);
}
bool IsPower(const std::optional<CodedColours>& colours, double power, double scale = 1) {
  return colours && colours->curve.kind == kPower &&
         std::abs(colours->curve.power - power) < 1e-6 &&
         std::abs(colours->curve.scale - scale) < 1e-6;
}
bool Is(const std::optional<CodedColours>& colours, Curve::Kind kind) {
  return colours && colours->curve.kind == kind;
}

constexpr Point kD65{0.3127, 0.3290}, kC{0.310, 0.316};
const std::string kLinear = Gama(100'000), kUsual = Gama(45'455);
const std::string kP3Points = Chrm({31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000});
constexpr Primaries kP3{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, kD65};

}  // namespace

TEST_CASE("cICP's primaries are those of ITU-T H.273") {
  const std::pair<int, Primaries> known[] = {
      {1, kSrgbPrimaries},
      {4, {{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, kC}},
      {5, {{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, kD65}},
      {6, {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, kD65}},
      {7, {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, kD65}},
      {8, {{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, kC}},
      {9, {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, kD65}},
      {10, {{1, 0}, {0, 1}, {0, 0}, {1.0 / 3, 1.0 / 3}}},
      {11, {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {0.314, 0.351}}},
      {12, kP3},
      {22, {{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, kD65}}};
  std::size_t count = 0;
  for (int code = 0; code < 256; ++code) {
    INFO(code);
    const auto* entry = std::ranges::find(known, code, &std::pair<int, Primaries>::first);
    const auto colours = OfCicp(code, 13);
    CHECK(colours.has_value() == (entry != std::end(known)));
    if (entry == std::end(known)) continue;
    CHECK(Are(colours, entry->second));
    ++count;
  }
  CHECK(count == std::size(known));
}

TEST_CASE("cICP's curves are those of ITU-T H.273, as screens show them") {
  for (const int code : {1, 6, 11, 14, 15}) CHECK(IsPower(OfCicp(1, code), 2.4));
  CHECK(IsPower(OfCicp(1, 4), 2.2));
  CHECK(IsPower(OfCicp(1, 5), 2.8));
  CHECK(IsPower(OfCicp(1, 8), 1));
  CHECK(IsPower(OfCicp(1, 17), 2.6, 52.37 / 48));
  CHECK(Is(OfCicp(1, 13), kSrgb));
  CHECK(Is(OfCicp(1, 16), kPq));
  CHECK(Is(OfCicp(1, 18), kHlg));
  for (const int code : {0, 2, 3, 7, 9, 10, 12, 19, 255}) {
    INFO(code);
    CHECK_FALSE(OfCicp(1, code));
  }
}

TEST_CASE("a cICP that is not of RGB in full range, or of no four bytes, is not there") {
  for (const int matrix : {1, 2, 9, 255}) CHECK_FALSE(OfCicp(9, 16, matrix));
  for (const int range : {0, 2, 255}) CHECK_FALSE(OfCicp(9, 16, 0, range));
  for (const auto& bytes : {""s, Stored({12}), Stored({12, 13, 0}), Stored({12, 13, 0, 1, 0})})
    CHECK_FALSE(Of({{"cICP", bytes}}));
  CHECK(IsPower(Of({{"cICP", Stored({9, 16, 1, 1})}, {"gAMA", kLinear}}), 1));
}

TEST_CASE("cLLI tells the brightest of PQ, and nothing of HLG") {
  const auto brightest = [](int curve, const std::string& cll) {
    return Of({{"cLLI", cll}, {"cICP", Stored({9, curve, 0, 1})}})->curve.brightest;
  };
  const std::string most = Gama(4'000'000) + Gama(1);  // in 1/10,000 nits
  CHECK(brightest(16, most) == 400);
  CHECK(brightest(18, most) == kHlgNits);
  CHECK(brightest(16, Gama(0) + Gama(0)) == kHlgNits);  // not known
  CHECK(brightest(16, Gama(4'000'000)) == kHlgNits);    // too short
  CHECK(brightest(16, most + "x") == kHlgNits);
  CHECK(OfCicp(9, 16)->curve.brightest == kHlgNits);
}

TEST_CASE("gAMA is the power's inverse; near sRGB's and alone it is sRGB") {
  CHECK(IsPower(Of({{"gAMA", kLinear}}), 1));
  CHECK(IsPower(Of({{"gAMA", Gama(55'556)}}), 1 / 0.55556));
  CHECK(Are(Of({{"gAMA", kLinear}}), kSrgbPrimaries));
  CHECK(IsPower(Of({{"gAMA", Gama(0x7fff'ffff)}}), 100'000.0 / 0x7fff'ffff));
  for (const std::uint32_t gamma : {45'455U, 43'200U, 47'700U}) {  // within 5%
    INFO(gamma);
    CHECK(Is(Of({{"gAMA", Gama(gamma)}}), kSrgb));
    CHECK(IsPower(Of({{"gAMA", Gama(gamma)}, {"cHRM", kP3Points}}), 100'000.0 / gamma));
  }
  for (const std::uint32_t gamma : {43'100U, 47'800U})
    CHECK(IsPower(Of({{"gAMA", Gama(gamma)}}), 100'000.0 / gamma));
  for (const auto& bytes : {""s, "\1\2"s, kLinear + "x", Gama(0), Gama(0x8000'0000)})
    CHECK_FALSE(Of({{"gAMA", bytes}}));
}

TEST_CASE("cHRM tells the primaries beside gAMA, and nothing alone") {
  CHECK(Are(Of({{"gAMA", kLinear}, {"cHRM", kP3Points}}), kP3));
  CHECK(Are(Of({{"cHRM", kP3Points}, {"gAMA", kLinear}}), kP3));
  CHECK_FALSE(Of({{"cHRM", kP3Points}}));
  CHECK_FALSE(Of({{"cHRM", kP3Points}, {"gAMA", "\1"}}));
  std::string beyond = kP3Points;
  beyond[20] = '\x80';
  for (const auto& points : {""s, kP3Points.substr(1), kP3Points + "x", beyond})
    CHECK(Are(Of({{"gAMA", kLinear}, {"cHRM", points}}), kSrgbPrimaries));
}

TEST_CASE("cICP goes before iCCP, iCCP before sRGB, sRGB before gAMA") {
  const std::pair cicp{"cICP"s, Stored({12, 13, 0, 1})}, none{"cICP"s, Stored({2, 2, 0, 1})};
  const std::pair iccp{"iCCP"s, Iccp(tests::RgbProfile(tests::Gamut::kAdobe, 2.2))};
  const std::pair gama{"gAMA"s, kLinear}, chrm{"cHRM"s, kP3Points};
  for (const char intent : {'\0', '\1', '\2', '\3'}) {
    const std::pair srgb{"sRGB"s, std::string(1, intent)};
    CHECK(Are(Of({srgb, gama, iccp, cicp}), kP3));
    CHECK(Is(Of({srgb, gama, iccp, cicp}), kSrgb));
    CHECK_FALSE(Of({none, srgb, gama, chrm}));
    CHECK_FALSE(Of({gama, chrm, srgb}));
  }
  CHECK_FALSE(Of({none, iccp, gama, chrm}));
  CHECK_FALSE(Of({gama, iccp}));
  CHECK(IsPower(Of({none, gama}), 1));
  for (const auto& broken : {"\4"s, "\x80"s, ""s, "\0\0"s}) {
    INFO(broken.size());
    CHECK(IsPower(Of({{"sRGB", broken}, gama}), 1));
  }
  CHECK_FALSE(Of({}));
}

TEST_CASE("of a kind the first chunk counts, and none behind the picture's data") {
  CHECK(IsPower(Of({{"gAMA", kLinear}, {"gAMA", Gama(50'000)}}), 1));
  const std::string plain = Encode(FlatPng{2, 8, "abc", {}, 8, 8});
  const std::string end = Chunk("IEND", "");
  const std::string before = plain.substr(0, plain.size() - end.size());
  CHECK_FALSE(CodedColoursOf(before + Chunk("gAMA", kLinear) + end));
}

TEST_CASE("a PNG cut off anywhere tells what it has, and no more") {
  const std::string png =
      Encode(FlatPng{2, 8, "abc", {{"gAMA", kLinear}, {"cHRM", kP3Points}}, 8, 8});
  const std::size_t gama = testing::kBehindHead + 16, chrm = gama + 44;
  for (std::size_t length = 0; length <= png.size(); ++length) {
    INFO(length);
    const std::string part(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(length));
    const auto colours = CodedColoursOf(part);
    CHECK(colours.has_value() == (length >= gama));
    if (colours) CHECK(Are(colours, length >= chrm ? kP3 : kSrgbPrimaries));
  }
  std::string lying = png;  // a length that goes far beyond the file
  lying.replace(testing::kBehindHead, 4, "\xff\xff\xff\xff");
  CHECK_FALSE(CodedColoursOf(lying));
}

TEST_CASE("grey is told by the colour type, with and without opacity") {
  const auto grey = [](int colour_type, std::string pixel) {
    return IsGreyPng(Encode(FlatPng{colour_type, 8, std::move(pixel), {}, 8, 8}));
  };
  CHECK(grey(0, "a"));
  CHECK(grey(4, "ab"));
  CHECK_FALSE(grey(2, "abc"));
  CHECK_FALSE(grey(3, "a"));
  CHECK_FALSE(grey(6, "abcd"));
  const std::string png = Encode(FlatPng{0, 8, "a", {}, 8, 8});
  CHECK_FALSE(IsGreyPng(png.substr(0, 25)));
  CHECK_FALSE(IsGreyPng(""));
}
