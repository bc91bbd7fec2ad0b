#include "photo/gif_data.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_gif.h"
#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("a GIF's codes end with the code for that, just behind its pixels") {
  const auto pixels = kGifImage.Pixels();
  const std::string plain = GifOf(30, 20, kGifImage.Block() + ";");
  const auto shown = Decoded(plain, Format::kGif).bytes;
  auto more = pixels;
  more.resize(pixels.size() + 100, 2);
  for (const auto& data : {LooseCodes(pixels, false), LooseCodes(more), LooseCodes(more, false),
                           LooseCodes(pixels, false) + "\5hello",
                           LooseCodes(pixels).substr(0, 3) + LooseCodes(pixels).substr(3)}) {
    const std::string stored = Stored(GifOf(30, 20, kGifImage.Block(data) + ";"));
    CHECK((Decoded(stored, Format::kGif).bytes == shown));
    CHECK_FALSE(Holds(stored, "hello"));
  }
  auto fewer = pixels;
  fewer.pop_back();
  CHECK_FALSE(Make(GifOf(30, 20, kGifImage.Block(LooseCodes(fewer)) + ";")).ok());
}

TEST_CASE("pixels that are packed anew are the same, whatever their colours and their number") {
  std::uint32_t state = 7;
  for (const int side : {1, 2, 17, 100, 300}) {
    const GifImage image{0, 0, side, side, side == 100};
    for (const int kind : {0, 1, 2}) {
      std::vector<int> pixels;
      for (int i = 0; i < side * side; ++i) {
        state = state * 1664525 + 1013904223;
        pixels.push_back(kind == 0 ? 1 : kind == 1 ? i / 3 & 3 : static_cast<int>(state >> 30));
      }
      const auto shown =
          Decoded(GifOf(side, side, image.Block(LooseCodes(pixels)) + ";"), Format::kGif).bytes;
      const std::string stored =
          Stored(GifOf(side, side, image.Block(LooseCodes(pixels, false)) + ";"));
      CHECK((Decoded(stored, Format::kGif).bytes == shown));
    }
  }
}

namespace {

std::string OnlyIt(const std::string& blocks, int columns = 4, int rows = 3) {
  const auto only = OnlyPicture({2, 4, 3, false, blocks}, columns, rows);
  REQUIRE(only.ok());
  return *only;
}

const GifImage kSmall{0, 0, 4, 3};

}  // namespace

TEST_CASE("a GIF's data that are nothing but the picture stay as they are") {
  const std::string codes = LooseCodes(kSmall.Pixels());
  CHECK(OnlyIt(codes) == codes);
  CHECK(OnlyIt(codes, 400, 300) == codes);  // a screen with more room
  CHECK(OnlyIt(codes + "\7what is hidden\0"s) == codes);
  CHECK(OnlyIt(codes.substr(0, codes.size() - 1)) == codes);  // the empty sub-block is put in
  // Behind the end code, in its own sub-block.
  std::string longer = codes;
  longer[0] = static_cast<char>(longer[0] + 3);
  longer.insert(codes.size() - 1, "abc");
  CHECK(OnlyIt(longer) == codes);
}

TEST_CASE("a GIF's data that are no picture are damaged") {
  const std::string codes = LooseCodes(kSmall.Pixels());
  const auto refused = [](unsigned code_size, const std::string& blocks) {
    const auto only = OnlyPicture({code_size, 4, 3, false, blocks}, 4, 3);
    return !only.ok() && only.error() == Refusal::kDamaged;
  };
  CHECK_FALSE(refused(2, codes));
  for (const unsigned code_size : {0U, 9U, 12U, 255U}) CHECK(refused(code_size, codes));
  CHECK(refused(2, ""));
  CHECK(refused(2, "\0"s));
  CHECK(refused(2, "\xff"));       // a sub-block whose bytes are not there
  CHECK(refused(2, "\1\x34"s));    // clear, 6: nothing was learnt that it could stand for
  CHECK(refused(2, "\1\x2c\0"s));  // clear, end
  for (std::size_t length = 0; length + 3 < codes.size(); ++length) {
    INFO(length);
    CHECK(refused(2, codes.substr(0, length)));
  }
}

TEST_CASE("of a GIF's pixels only the columns and rows that are asked for are packed") {
  for (const bool interlaced : {false, true}) {
    const GifImage whole{0, 0, 23, 19, interlaced};
    const auto shown = Decoded(GifOf(23, 19, whole.Block() + ";"), Format::kGif);
    for (const auto& [columns, rows] : {std::pair{1, 1}, {23, 5}, {7, 19}, {22, 18}, {23, 18}}) {
      INFO(columns << "x" << rows << " " << interlaced);
      const auto only =
          OnlyPicture({2, 23, 19, interlaced, LooseCodes(whole.Pixels())}, columns, rows);
      REQUIRE(only.ok());
      const GifImage part{0, 0, columns, rows, interlaced};
      const auto cut = Decoded(GifOf(columns, rows, part.Block(*only) + ";"), Format::kGif);
      for (int y = 0; y < rows; ++y)
        CHECK(std::equal(cut.Row(y), cut.Row(y) + 4 * columns, shown.Row(y)));
    }
  }
}

TEST_CASE("a GIF's data that were packed anew are nothing but the picture") {
  std::uint32_t state = 3;
  std::vector<int> noise(150 * 150);
  for (int& pixel : noise) {
    state = state * 1664525 + 1013904223;
    pixel = static_cast<int>(state >> 30);
  }
  // More codes than the dictionary has room for: it is cleared on the way.
  const auto packed = OnlyPicture({2, 150, 150, false, LooseCodes(noise, false)}, 150, 150);
  REQUIRE(packed.ok());
  CHECK(packed->size() < LooseCodes(noise).size());
  const auto again = OnlyPicture({2, 150, 150, false, *packed}, 150, 150);
  REQUIRE(again.ok());
  CHECK(*again == *packed);
}

namespace {

// A clear code before each pixel, and none that ends the picture. Codes of one size: but behind a
// pixel of one bit, there are codes of three.
std::string ClearedCodes(const std::vector<int>& pixels, unsigned code_size) {
  std::string packed, block;
  std::uint32_t value = 0, have = 0;
  const auto put = [&](std::uint32_t code, std::uint32_t bits) {
    value |= code << have;
    for (have += bits; have >= 8; have -= 8, value >>= 8) block += static_cast<char>(value & 255);
  };
  for (const int& pixel : pixels) {
    put(1U << code_size, code_size == 1 && &pixel != &pixels.front() ? 3 : code_size + 1);
    put(static_cast<std::uint32_t>(pixel), code_size + 1);
  }
  block += static_cast<char>(value & 255);
  for (std::size_t at = 0; at < block.size(); at += 255) {
    const std::string piece = block.substr(at, 255);
    packed += static_cast<char>(piece.size()) + piece;
  }
  return packed + '\0';
}

// Of 256 greys.
std::string GreyGif(int width, int height, unsigned code_size, const std::string& data) {
  std::string gif = "GIF89a" + LittlePair(width) + LittlePair(height) + "\xf7\0\0"s;
  for (int shade = 0; shade < 256; ++shade) gif += std::string(3, static_cast<char>(shade));
  gif += ",\0\0\0\0"s + LittlePair(width) + LittlePair(height) + '\0';
  return gif + static_cast<char>(code_size) + data + ";";
}

}  // namespace

TEST_CASE("a GIF's data are packed anew as giflib reads them, whatever the size of their codes") {
  std::uint32_t state = 5;
  for (unsigned code_size = 1; code_size <= 8; ++code_size) {
    INFO(code_size);
    std::vector<int> pixels(120 * 90);
    for (int& pixel : pixels) {
      state = state * 1664525 + 1013904223;
      pixel = static_cast<int>(state >> (32 - code_size));
    }
    const auto packed =
        OnlyPicture({code_size, 120, 90, false, ClearedCodes(pixels, code_size)}, 120, 90);
    REQUIRE(packed.ok());
    const auto again = OnlyPicture({code_size, 120, 90, false, *packed}, 120, 90);
    REQUIRE(again.ok());
    CHECK(*again == *packed);
    const auto shown = Decoded(GreyGif(120, 90, code_size, *packed), Format::kGif);
    bool same = true;
    for (std::size_t i = 0; i < pixels.size(); ++i) same = same && shown.bytes[4 * i] == pixels[i];
    CHECK(same);
  }
}

TEST_CASE("the code that ends a GIF's packed data has as many bits as it is read with") {
  std::uint32_t state = 9;
  for (unsigned code_size = 1; code_size <= 8; ++code_size) {
    for (int width = 1; width <= 300; ++width) {
      INFO(code_size << " " << width);
      std::vector<int> pixels(static_cast<std::size_t>(width));
      for (int& pixel : pixels) {
        state = state * 1664525 + 1013904223;
        pixel = static_cast<int>(state >> (32 - code_size));
      }
      const auto packed =
          OnlyPicture({code_size, width, 1, false, ClearedCodes(pixels, code_size)}, width, 1);
      REQUIRE(packed.ok());
      // In sub-blocks of a byte each, that stay only where nothing is to be packed anew.
      std::string bytewise;
      for (std::size_t at = 0; (*packed)[at] != 0; at += 1 + photo::Byte(*packed, at)) {
        for (const char byte : packed->substr(at + 1, photo::Byte(*packed, at)))
          bytewise += "\1"s + byte;
      }
      bytewise += '\0';
      CHECK(*OnlyPicture({code_size, width, 1, false, bytewise}, width, 1) == bytewise);
    }
  }
}

TEST_CASE("a GIF's pixels have 8 bits at most") {
  const std::vector<int> pixels(12, 1);
  for (unsigned code_size = 8; code_size <= 11; ++code_size) {
    const auto only = OnlyPicture({code_size, 4, 3, false, ClearedCodes(pixels, code_size)}, 4, 3);
    CHECK(only.ok() == (code_size == 8));
  }
}
