// For tests: GIFs of four colours, block by block.
#pragma once

#include <string>
#include <vector>

#include "photo/testing.h"

namespace photo::testing {

using namespace std::string_literals;

inline std::string LittlePair(int value) {
  return {static_cast<char>(value & 255), static_cast<char>(value >> 8)};
}

// Pixels as codes of 3 bits, a clear code before every two: nothing is ever learnt.
inline std::string LooseCodes(const std::vector<int>& pixels, bool with_end = true) {
  std::vector<int> codes;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (i % 2 == 0) codes.push_back(4);
    codes.push_back(pixels[i]);
  }
  if (with_end) codes.push_back(5);
  std::string packed, block;
  unsigned value = 0, have = 0;
  for (const int code : codes) {
    value |= static_cast<unsigned>(code) << have;
    for (have += 3; have >= 8; have -= 8, value >>= 8) block += static_cast<char>(value & 255);
  }
  if (have > 0) block += static_cast<char>(value);
  for (std::size_t at = 0; at < block.size(); at += 200) {
    const std::string piece = block.substr(at, 200);
    packed += static_cast<char>(piece.size()) + piece;
  }
  return packed + '\0';
}

// Of four colours: red, green, blue, white.
struct GifImage {
  int left = 0, top = 0, width = 0, height = 0;
  bool interlaced = false;

  std::vector<int> Pixels() const {
    std::vector<int> pixels;
    for (int i = 0; i < width * height; ++i)
      pixels.push_back((i % width + i / width * 3 + i / 7) & 3);
    return pixels;
  }
  std::string Block(const std::string& data) const {
    return "," + LittlePair(left) + LittlePair(top) + LittlePair(width) + LittlePair(height) +
           (interlaced ? "\x40" : "\0"s) + "\2" + data;
  }
  std::string Block() const { return Block(LooseCodes(Pixels())); }
};

inline const std::string kGifColours = "\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff"s;

inline std::string GifOf(int width, int height, const std::string& blocks) {
  return "GIF89a" + LittlePair(width) + LittlePair(height) + "\x81\0\0"s + kGifColours + blocks;
}

inline const GifImage kGifImage{0, 0, 30, 20};

}  // namespace photo::testing
