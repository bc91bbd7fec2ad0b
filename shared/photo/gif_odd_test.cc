// GIFs that are not as the standard has them, and that every browser shows.
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/gif_data.h"
#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

namespace {

std::string Little(int value) {
  return {static_cast<char>(value & 255), static_cast<char>(value >> 8)};
}

// Pixels as codes of 3 bits, a clear code before every two: nothing is ever learnt.
std::string Loose(const std::vector<int>& pixels, bool with_end = true) {
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
struct Image {
  int left = 0, top = 0, width = 0, height = 0;
  bool interlaced = false;

  std::vector<int> Pixels() const {
    std::vector<int> pixels;
    for (int i = 0; i < width * height; ++i)
      pixels.push_back((i % width + i / width * 3 + i / 7) & 3);
    return pixels;
  }
  std::string Block(const std::string& data) const {
    return "," + Little(left) + Little(top) + Little(width) + Little(height) +
           (interlaced ? "\x40" : "\0"s) + "\2" + data;
  }
  std::string Block() const { return Block(Loose(Pixels())); }
};

const std::string kColours = "\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff"s;

std::string File(int width, int height, const std::string& blocks) {
  return "GIF89a" + Little(width) + Little(height) + "\x81\0\0"s + kColours + blocks;
}

const Image kImage{0, 0, 30, 20};

}  // namespace

TEST_CASE("a GIF may lack its end, and have anything between and behind its images") {
  const std::string image = kImage.Block(), plain = File(30, 20, image + ";");
  CHECK(Stored(plain) == plain);
  const std::string behind[] = {"",           std::string(7, '\0') + ";",
                                "\x77\x78",   "\x21\xfe\x05hello",
                                "\x21",       ",",
                                ",\0\0\0\0"s, "\x21\xfe\x05hello\0;"s,
                                ";trailing",  "GIF89a"};
  for (const auto& end : behind) CHECK(Stored(File(30, 20, image + end)) == plain);
  CHECK(Stored(File(30, 20, std::string(5, '\0') + image + ";")) == plain);
  // Without the empty sub-block at its end, and without the rest of the last one.
  CHECK(Stored(File(30, 20, image.substr(0, image.size() - 1))) == plain);
  for (const auto& extension : {"\x21\xff\x03"
                                "abc\0"s,
                                "\x21\xf9\x03\0\0\0\0"s, "\x21\xfe\0"s,
                                "\x21\xf9\x06\1\0\0\0\0\0\0"s, "\x21\x01\x02xy\0"s, "\x21\xce\0"s})
    CHECK(Stored(File(30, 20, extension + image + ";")) == plain);
}

TEST_CASE("a GIF's images up to the first damaged one are taken") {
  const std::string image = kImage.Block(), whole = File(30, 20, image + image + ";");
  const std::string one = File(30, 20, image + ";");
  CHECK(Stored(whole) == whole);
  const auto second = whole.size() - 1 - image.size();
  for (const std::size_t length :
       {second + 5, second + 10, second + 11, second + 40, whole.size() - 9})
    CHECK(Stored(whole.substr(0, length)) == one);
  std::string broken = whole;
  broken.replace(second + 12, 3, "\xff\xff\xff");
  CHECK(Stored(broken) == one);
  for (const std::size_t length : {20, 30, 40, 100, 200})
    CHECK(Make(one.substr(0, length)).error() == Refusal::kDamaged);
  CHECK(Make(File(30, 20, ";")).error() == Refusal::kDamaged);
  CHECK(Make(File(30, 20, "\x77" + image + ";")).error() == Refusal::kDamaged);
}

TEST_CASE("a GIF's screen grows to its first image") {
  const struct {
    int width, height;
    Image image;
    std::pair<int, int> screen;
  } all[] = {{0, 0, kImage, {30, 20}},           {0, 20, kImage, {30, 20}},
             {1, 1, kImage, {30, 20}},           {30, 20, {10, 0, 30, 20}, {40, 20}},
             {30, 20, {0, 7, 30, 20}, {30, 27}}, {30, 20, {500, 400, 30, 20}, {530, 420}},
             {50, 10, {5, 5, 30, 20}, {50, 25}}};
  for (const auto& [width, height, image, screen] : all) {
    const std::string stored = Stored(File(width, height, image.Block() + ";"));
    const auto header = Inspect(stored);
    CHECK(std::pair{header->width, header->height} == screen);
    const auto pixels = Decoded(stored, Format::kGif);
    const auto first = pixels.Row(image.top) + 4 * image.left;
    CHECK(std::vector(first, first + 4) == std::vector<std::uint8_t>{255, 0, 0, 255});
  }
}

TEST_CASE("what of a GIF's later images lies beyond the screen is cut off") {
  const std::string first = kImage.Block();
  for (const bool interlaced : {false, true}) {
    const Image beyond{20, 10, 30, 20, interlaced};
    const std::string stored = Stored(File(30, 20, first + beyond.Block() + ";"));
    CHECK(stored.starts_with(File(30, 20, first)));
    // By itself, as the first image of a screen of its size.
    std::string cut = stored.substr(File(30, 20, first).size());
    REQUIRE(cut.substr(5, 4) == Little(10) + Little(10));
    const auto pixels = Decoded(File(30, 20, cut), Format::kGif);
    const auto whole = Decoded(File(50, 30, beyond.Block() + ";"), Format::kGif);
    for (int y = 10; y < 20; ++y)
      CHECK(std::equal(pixels.Row(y) + 80, pixels.Row(y) + 120, whole.Row(y) + 80));
  }
  for (const Image& unseen :
       {Image{30, 0, 5, 5}, Image{0, 20, 5, 5}, Image{0, 0, 0, 5}, Image{0, 0, 5, 0}})
    CHECK(Stored(File(30, 20, first + unseen.Block() + first + ";")) ==
          File(30, 20, first + first + ";"));
  CHECK(Stored(File(30, 20, Image{0, 0, 0, 0}.Block() + first + ";")) == File(30, 20, first + ";"));
  CHECK_FALSE(Make(File(30, 20, Image{0, 0, 0, 0}.Block() + ";")).ok());
}

TEST_CASE("a GIF without colours is black") {
  const std::string bare = "GIF89a" + Little(30) + Little(20) + "\1\0\0"s + kImage.Block() + ";";
  const auto pixels = Decoded(Stored(bare), Format::kGif);
  CHECK(std::vector(pixels.Row(9), pixels.Row(9) + 4) == std::vector<std::uint8_t>{0, 0, 0, 255});
  // Colours beyond its table, too.
  std::string few = File(30, 20, kImage.Block() + ";");
  few[10] = '\x80';
  few.erase(13 + 6, 6);
  const auto row = Decoded(Stored(few), Format::kGif);
  CHECK(std::vector(row.Row(0) + 8, row.Row(0) + 12) == std::vector<std::uint8_t>{0, 0, 0, 255});
}

TEST_CASE("a GIF's codes end with the code for that, just behind its pixels") {
  const auto pixels = kImage.Pixels();
  const std::string plain = File(30, 20, kImage.Block() + ";");
  const auto shown = Decoded(plain, Format::kGif).bytes;
  auto more = pixels;
  more.resize(pixels.size() + 100, 2);
  for (const auto& data :
       {Loose(pixels, false), Loose(more), Loose(more, false), Loose(pixels, false) + "\5hello",
        Loose(pixels).substr(0, 3) + Loose(pixels).substr(3)}) {
    const std::string stored = Stored(File(30, 20, kImage.Block(data) + ";"));
    CHECK((Decoded(stored, Format::kGif).bytes == shown));
    CHECK_FALSE(Holds(stored, "hello"));
  }
  auto fewer = pixels;
  fewer.pop_back();
  CHECK_FALSE(Make(File(30, 20, kImage.Block(Loose(fewer)) + ";")).ok());
}

TEST_CASE("pixels that are packed anew are the same, whatever their colours and their number") {
  std::uint32_t state = 7;
  for (const int side : {1, 2, 17, 100, 300}) {
    const Image image{0, 0, side, side, side == 100};
    for (const int kind : {0, 1, 2}) {
      std::vector<int> pixels;
      for (int i = 0; i < side * side; ++i) {
        state = state * 1664525 + 1013904223;
        pixels.push_back(kind == 0 ? 1 : kind == 1 ? i / 3 & 3 : static_cast<int>(state >> 30));
      }
      const auto shown =
          Decoded(File(side, side, image.Block(Loose(pixels)) + ";"), Format::kGif).bytes;
      const std::string stored = Stored(File(side, side, image.Block(Loose(pixels, false)) + ";"));
      CHECK((Decoded(stored, Format::kGif).bytes == shown));
    }
  }
}
