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
