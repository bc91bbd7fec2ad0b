#include "photo/decode_gif.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;
using Bytes = std::vector<std::uint8_t>;

namespace {

Refusal RefusalOf(const std::string& bytes) {
  Whole whole;
  const auto status = DecodeGif(bytes, whole);
  REQUIRE_FALSE(status.ok());
  return status.error();
}

}  // namespace

TEST_CASE("the first frame of a GIF lies on its place, and around it nothing") {
  std::string gif = Gif({}, 2, 4, 3);
  const auto frame = gif.find("\x2c\0\0\0\0\x02"s);
  gif[frame + 1] = '\x01';  // from the left
  gif[frame + 3] = '\x02';  // from above
  const Pixels pixels = Decoded(gif, Format::kGif);
  CHECK(pixels.width == 4);
  CHECK(pixels.height == 3);
  CHECK(pixels.channels == 4);
  Bytes wanted(4 * 3 * 4, 0);
  const Bytes drawn = {255, 0, 0, 255, 0, 0, 255, 255};
  std::copy(drawn.begin(), drawn.end(), wanted.begin() + (2 * 4 + 1) * 4);
  CHECK(pixels.bytes == wanted);
}

TEST_CASE("a colour that a GIF calls none shows through in its frame") {
  const std::string control = "\x21\xf9\x04\x01\x0a\0\x01\0"s;  // colour 1 is none
  CHECK(Decoded(Gif(control), Format::kGif).bytes == Bytes{255, 0, 0, 255, 0, 0, 0, 0});
}

TEST_CASE("an interlaced GIF's rows stand in their order") {
  // Nine pixels one below the other, each with a code of its own between clear and end.
  std::string gif = "GIF89a\x01\0\x09\0\xb3\0\0"s;
  for (char shade = 0; shade < 16; ++shade) gif += std::string(3, static_cast<char>(shade * 16));
  gif += "\x2c\0\0\0\0\x01\0\x09\0\x40"s;
  std::string codes;  // of 5 bits; cleared before each, so that no code grows
  for (const int stored : {0, 8, 4, 2, 6, 1, 3, 5, 7}) {
    for (const int code : {16, stored}) {
      for (int bit = 0; bit < 5; ++bit) codes += (code >> bit & 1) != 0 ? '1' : '0';
    }
  }
  codes += "10001";  // 17: the end
  std::string data;
  for (std::size_t at = 0; at < codes.size(); at += 8) {
    int byte = 0;
    for (std::size_t bit = 0; bit < 8 && at + bit < codes.size(); ++bit)
      byte |= (codes[at + bit] - '0') << bit;
    data += static_cast<char>(byte);
  }
  gif += "\x04"s + static_cast<char>(data.size()) + data + "\0;"s;
  const Pixels pixels = Decoded(gif, Format::kGif);
  REQUIRE(pixels.height == 9);
  for (int y = 0; y < 9; ++y) CHECK(*pixels.Row(y) == y * 16);
}

TEST_CASE("a GIF that is damaged in a frame that nobody is shown is refused") {
  const std::string good = Gif({}, 3);
  const std::string data = "\x02\x02\x44\x0a\0"s;
  std::string bad = good;
  bad.replace(bad.rfind(data), data.size(), "\x02\x01\x44\0"s);  // one pixel of two
  CHECK(RefusalOf(bad) == Refusal::kDamaged);
}

TEST_CASE("a GIF that is cut off anywhere, or has no frame, is refused") {
  const std::string good = Gif({}, 2);
  Decoded(good, Format::kGif);
  for (std::size_t length = 0; length < good.size(); ++length) {
    INFO(length);
    CHECK(RefusalOf(good.substr(0, length)) == Refusal::kDamaged);
  }
  CHECK(RefusalOf(Gif({}, 0)) == Refusal::kDamaged);
}
