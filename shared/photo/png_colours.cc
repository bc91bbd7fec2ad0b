#include "photo/png_colours.h"

#include <cmath>
#include <map>

#include "photo/bytes.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSignatureBytes = 8, kColourType = 25;

// The data of the first chunk of each type before IDAT.
std::map<std::string_view, std::string_view> ChunksOf(std::string_view png) {
  std::map<std::string_view, std::string_view> chunks;
  png.remove_prefix(std::min(kSignatureBytes, png.size()));
  while (png.size() >= 12) {
    const std::size_t length = Big32(png, 0);
    const auto type = png.substr(4, 4);
    if (length > png.size() - 12 || type == "IDAT"sv) break;
    chunks.emplace(type, png.substr(8, length));
    png.remove_prefix(length + 12);
  }
  return chunks;
}

// The primaries with this number in ITU-T H.273.
std::optional<Primaries> CodedPrimaries(unsigned code) {
  constexpr Point kD65{0.3127, 0.3290}, kC{0.310, 0.316};
  switch (code) {
    case 1:
      return kSrgbPrimaries;
    case 4:
      return Primaries{{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, kC};
    case 5:
      return Primaries{{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, kD65};
    case 6:
    case 7:
      return Primaries{{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, kD65};
    case 8:
      return Primaries{{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, kC};
    case 9:
      return Primaries{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, kD65};
    case 10:
      return Primaries{{1, 0}, {0, 1}, {0, 0}, {1.0 / 3, 1.0 / 3}};
    case 11:
      return Primaries{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {0.314, 0.351}};
    case 12:
      return Primaries{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, kD65};
    case 22:
      return Primaries{{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, kD65};
    default:
      return std::nullopt;
  }
}

std::optional<Curve> CodedCurve(unsigned code) {
  switch (code) {
    case 1:
    case 6:
    case 11:
    case 14:
    case 15:
      return Curve{Curve::Kind::kPower, 2.4};  // as a screen according to BT.1886 shows it
    case 4:
      return Curve{Curve::Kind::kPower, 2.2};
    case 5:
      return Curve{Curve::Kind::kPower, 2.8};
    case 8:
      return Curve{Curve::Kind::kPower, 1};
    case 13:
      return Curve{};
    case 16:
      return Curve{Curve::Kind::kPq};
    case 17:
      return Curve{Curve::Kind::kPower, 2.6, 52.37 / 48};
    case 18:
      return Curve{Curve::Kind::kHlg};
    default:
      return std::nullopt;
  }
}

// cICP with RGB and full range; browsers support no other.
std::optional<CodedColours> ReadCicp(std::string_view cicp) {
  if (cicp.size() != 4 || Byte(cicp, 2) != 0 || Byte(cicp, 3) != 1) return std::nullopt;
  const auto primaries = CodedPrimaries(Byte(cicp, 0));
  const auto curve = CodedCurve(Byte(cicp, 1));
  if (!primaries || !curve) return std::nullopt;
  return CodedColours{*primaries, *curve};
}

std::optional<double> Number(std::string_view data, std::size_t at) {
  const std::uint32_t number = Big32(data, at);
  if (number > 0x7fff'ffff) return std::nullopt;
  return number / 100'000.0;
}

std::optional<Primaries> ReadPrimaries(std::string_view chrm) {
  if (chrm.size() != 32) return std::nullopt;
  Primaries primaries;
  std::size_t at = 0;
  for (Point* point : {&primaries.white, &primaries.red, &primaries.green, &primaries.blue}) {
    const auto x = Number(chrm, at), y = Number(chrm, at + 4);
    if (!x || !y) return std::nullopt;
    *point = {*x, *y};
    at += 8;
  }
  return primaries;
}

std::optional<CodedColours> ReadGamma(std::string_view gama, std::string_view chrm) {
  if (gama.size() != 4) return std::nullopt;
  const auto gamma = Number(gama, 0);
  if (!gamma || *gamma == 0) return std::nullopt;
  const auto primaries = ReadPrimaries(chrm);
  // A gamma of 1/2.2: nearly all encoders that write it mean sRGB.
  if (!primaries && std::abs(*gamma * 2.2 - 1) <= 0.05) return CodedColours{};
  return CodedColours{primaries.value_or(kSrgbPrimaries), Curve{Curve::Kind::kPower, 1 / *gamma}};
}

}  // namespace

std::optional<CodedColours> CodedColoursOf(std::string_view png) {
  auto chunks = ChunksOf(png);
  if (auto coded = ReadCicp(chunks["cICP"])) {
    const auto brightest = chunks["cLLI"];
    if (brightest.size() == 8 && Big32(brightest, 0) > 0)
      coded->curve.brightest = Big32(brightest, 0) / 10'000.0;
    if (coded->curve.kind == Curve::Kind::kHlg) coded->curve.brightest = kHlgNits;
    return coded;
  }
  if (chunks.contains("iCCP")) return std::nullopt;
  const auto srgb = chunks["sRGB"];
  if (srgb.size() == 1 && Byte(srgb, 0) <= 3) return std::nullopt;
  return ReadGamma(chunks["gAMA"], chunks["cHRM"]);
}

bool IsGreyPng(std::string_view png) {
  return png.size() > kColourType && (Byte(png, kColourType) & 2) == 0;
}

}  // namespace photo
