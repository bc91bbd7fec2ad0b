// Pictures of one colour in every way to write colours down, byte by byte.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace tests {

using Chunks = std::vector<std::pair<std::string, std::string>>;  // type, data

// A PNG whose pixels are all the same.
struct FlatPng {
  int colour_type = 2, depth = 8;
  std::string pixel;  // as stored; under 8 bits: a byte of pixels
  Chunks chunks{};    // between the head and the picture
  int width = 64, height = 48;
  // Bytes for one row each, in place of the pixel.
  std::function<std::string(std::size_t)> rows{};
};
std::string Encode(const FlatPng& png);

std::string Gama(std::uint32_t gamma);
// White, red, green, blue: x and y of each, in 1/100,000.
std::string Chrm(std::initializer_list<std::uint32_t> points);
std::string Iccp(const std::string& icc);
std::string Stored(std::initializer_list<int> bytes);

// A JPEG whose pixels are all the same: one, three or four components, as an encoder takes them.
struct FlatJpeg {
  std::string pixel;   // grey, RGB, or CMYK (255: no ink)
  bool turned = true;  // three and four are stored as YCbCr and YCCK
  bool adobe = true;   // has Adobe's mark, four components alone
  std::string icc{};
  int width = 64, height = 48;
};
std::string Encode(const FlatJpeg& jpeg);

// Profiles. The curve is light = number ^ gamma.
enum class Gamut { kSrgb, kP3, kAdobe };
std::string RgbProfile(Gamut gamut, double gamma);
std::string GreyProfile(double gamma);
// Of a press with strange inks: no ink is a warm white, all inks a brown black.
std::string PressProfile();
// The same colours as RgbProfile tells them, by a table in Lab; of the length at least.
std::string TableProfile(std::size_t length = 0);

}  // namespace tests
