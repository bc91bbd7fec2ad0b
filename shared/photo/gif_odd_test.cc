// GIFs that are not as the standard has them, and that every browser shows.
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_gif.h"
#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("a GIF may lack its end, and have anything between and behind its images") {
  const std::string image = kGifImage.Block(), plain = GifOf(30, 20, image + ";");
  CHECK(Stored(plain) == plain);
  const std::string behind[] = {"",           std::string(7, '\0') + ";",
                                "\x77\x78",   "\x21\xfe\x05hello",
                                "\x21",       ",",
                                ",\0\0\0\0"s, "\x21\xfe\x05hello\0;"s,
                                ";trailing",  "GIF89a"};
  for (const auto& end : behind) CHECK(Stored(GifOf(30, 20, image + end)) == plain);
  CHECK(Stored(GifOf(30, 20, std::string(5, '\0') + image + ";")) == plain);
  // Without the empty sub-block at its end, and without the rest of the last one.
  CHECK(Stored(GifOf(30, 20, image.substr(0, image.size() - 1))) == plain);
  for (const auto& extension : {"\x21\xff\x03"
                                "abc\0"s,
                                "\x21\xf9\x03\0\0\0\0"s, "\x21\xfe\0"s,
                                "\x21\xf9\x06\1\0\0\0\0\0\0"s, "\x21\x01\x02xy\0"s, "\x21\xce\0"s})
    CHECK(Stored(GifOf(30, 20, extension + image + ";")) == plain);
}

TEST_CASE("a GIF's images up to the first damaged one are taken") {
  const std::string image = kGifImage.Block(), whole = GifOf(30, 20, image + image + ";");
  const std::string one = GifOf(30, 20, image + ";");
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
  CHECK(Make(GifOf(30, 20, ";")).error() == Refusal::kDamaged);
  CHECK(Make(GifOf(30, 20, "\x77" + image + ";")).error() == Refusal::kDamaged);
}

TEST_CASE("a GIF's screen grows to its first image") {
  const struct {
    int width, height;
    GifImage image;
    std::pair<int, int> screen;
  } all[] = {{0, 0, kGifImage, {30, 20}},        {0, 20, kGifImage, {30, 20}},
             {1, 1, kGifImage, {30, 20}},        {30, 20, {10, 0, 30, 20}, {40, 20}},
             {30, 20, {0, 7, 30, 20}, {30, 27}}, {30, 20, {500, 400, 30, 20}, {530, 420}},
             {50, 10, {5, 5, 30, 20}, {50, 25}}};
  for (const auto& [width, height, image, screen] : all) {
    const std::string stored = Stored(GifOf(width, height, image.Block() + ";"));
    const auto header = Inspect(stored);
    CHECK(std::pair{header->width, header->height} == screen);
    const auto pixels = Decoded(stored, Format::kGif);
    const auto first = pixels.Row(image.top) + 4 * image.left;
    CHECK(std::vector(first, first + 4) == std::vector<std::uint8_t>{255, 0, 0, 255});
  }
}

TEST_CASE("what of a GIF's later images lies beyond the screen is cut off") {
  const std::string first = kGifImage.Block();
  for (const bool interlaced : {false, true}) {
    const GifImage beyond{20, 10, 30, 20, interlaced};
    const std::string stored = Stored(GifOf(30, 20, first + beyond.Block() + ";"));
    CHECK(stored.starts_with(GifOf(30, 20, first)));
    // By itself, as the first image of a screen of its size.
    std::string cut = stored.substr(GifOf(30, 20, first).size());
    REQUIRE(cut.substr(5, 4) == LittlePair(10) + LittlePair(10));
    const auto pixels = Decoded(GifOf(30, 20, cut), Format::kGif);
    const auto whole = Decoded(GifOf(50, 30, beyond.Block() + ";"), Format::kGif);
    for (int y = 10; y < 20; ++y)
      CHECK(std::equal(pixels.Row(y) + 80, pixels.Row(y) + 120, whole.Row(y) + 80));
  }
  for (const GifImage& unseen :
       {GifImage{30, 0, 5, 5}, GifImage{0, 20, 5, 5}, GifImage{0, 0, 0, 5}, GifImage{0, 0, 5, 0}})
    CHECK(Stored(GifOf(30, 20, first + unseen.Block() + first + ";")) ==
          GifOf(30, 20, first + first + ";"));
  CHECK(Stored(GifOf(30, 20, GifImage{0, 0, 0, 0}.Block() + first + ";")) ==
        GifOf(30, 20, first + ";"));
  CHECK_FALSE(Make(GifOf(30, 20, GifImage{0, 0, 0, 0}.Block() + ";")).ok());
}

TEST_CASE("a GIF without colours is black") {
  const std::string bare =
      "GIF89a" + LittlePair(30) + LittlePair(20) + "\1\0\0"s + kGifImage.Block() + ";";
  const auto pixels = Decoded(Stored(bare), Format::kGif);
  CHECK(std::vector(pixels.Row(9), pixels.Row(9) + 4) == std::vector<std::uint8_t>{0, 0, 0, 255});
  // Colours beyond its table, too.
  std::string few = GifOf(30, 20, kGifImage.Block() + ";");
  few[10] = '\x80';
  few.erase(13 + 6, 6);
  const auto row = Decoded(Stored(few), Format::kGif);
  CHECK(std::vector(row.Row(0) + 8, row.Row(0) + 12) == std::vector<std::uint8_t>{0, 0, 0, 255});
}
