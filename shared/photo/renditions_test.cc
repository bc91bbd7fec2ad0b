#include "photo/renditions.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/catch_tostring.hpp>
#include <functional>

using namespace photo;

template <>
struct Catch::StringMaker<Sides> {
  static std::string convert(const Sides& sides) {
    return std::to_string(sides.width) + "x" + std::to_string(sides.height);
  }
};

namespace {

using Shade = std::function<std::uint8_t(int x, int y, int channel)>;

// Feeds a picture that comes with these sides, whatever the header says.
void Feed(Renditions& renditions, Sides sides, int channels, const Shade& shade) {
  renditions.Begin(sides.width, sides.height, channels);
  std::vector<std::uint8_t> row;
  for (int y = 0; y < sides.height; ++y) {
    row.clear();
    for (int x = 0; x < sides.width; ++x) {
      for (int c = 0; c < channels; ++c) row.push_back(shade(x, y, c));
    }
    renditions.Row(y, row.data());
  }
}
const Shade kFlat = [](int, int, int channel) {
  return static_cast<std::uint8_t>(channel == 3 ? 255 : 40 * (channel + 1));
};

Header Of(int width, int height, int orientation = 1, Format format = Format::kPng) {
  return {.format = format, .width = width, .height = height, .orientation = orientation};
}
Sides Of(const Pixels& pixels) { return {pixels.width, pixels.height}; }

// Shades of red in the middle of the quarters, from the upper left on.
std::vector<int> Quarters(const Pixels& pixels) {
  std::vector<int> shades;
  for (const auto& [x, y] : {std::pair{1, 1}, {3, 1}, {1, 3}, {3, 3}}) {
    const int at = pixels.width * x / 4 * pixels.channels;
    shades.push_back(pixels.Row(pixels.height * y / 4)[at]);
  }
  return shades;
}

}  // namespace

TEST_CASE("the sides of thumb, medium and large") {
  const struct {
    Sides of, medium, large;
    int thumb;
    bool has_large;
  } pictures[] = {{{4000, 3000}, {1080, 810}, {2048, 1536}, 320, true},
                  {{3000, 4000}, {810, 1080}, {1536, 2048}, 320, true},
                  {{1080, 1080}, {1080, 1080}, {1080, 1080}, 320, false},
                  {{1081, 1080}, {1080, 1079}, {1081, 1080}, 320, true},
                  {{2048, 2048}, {1080, 1080}, {2048, 2048}, 320, true},
                  {{2049, 10}, {2049, 10}, {2048, 10}, 10, true},
                  {{30'000, 30'000}, {1080, 1080}, {2048, 2048}, 320, true},
                  {{1, 1}, {1, 1}, {1, 1}, 1, false},
                  {{320, 320}, {320, 320}, {320, 320}, 320, false},
                  {{321, 319}, {321, 319}, {321, 319}, 319, false},
                  // Narrow: the short side keeps 320, or what it has.
                  {{3644, 1080}, {1080, 320}, {2048, 607}, 320, true},
                  {{3650, 1080}, {1081, 320}, {2048, 606}, 320, true},
                  {{6000, 330}, {5818, 320}, {2048, 113}, 320, true},
                  {{330, 6000}, {320, 5818}, {113, 2048}, 320, true},
                  {{5000, 320}, {5000, 320}, {2048, 131}, 320, true},
                  {{9000, 3}, {9000, 3}, {2048, 1}, 3, true},
                  // No side is over 16,384, none under 1.
                  {{30'000, 10}, {16'384, 5}, {2048, 1}, 10, true},
                  {{400, 30'000}, {218, 16'384}, {27, 2048}, 320, true},
                  {{30'000, 1}, {16'384, 1}, {2048, 1}, 1, true}};
  for (const auto& picture : pictures) {
    const auto [width, height] = picture.of;
    INFO(width << "x" << height);
    CHECK(MediumSides(width, height) == picture.medium);
    CHECK(LargeSides(width, height) == picture.large);
    CHECK(ThumbSide(width, height) == picture.thumb);
    CHECK(HasLarge(width, height) == picture.has_large);
  }
}

TEST_CASE("no side grows, exceeds its bound or vanishes, and both turn with the picture") {
  for (const int width : {1, 2, 319, 320, 321, 1079, 1081, 2047, 2049, 16'385, 30'000}) {
    for (const int height : {1, 7, 320, 500, 1080, 2048, 9999, 30'000}) {
      INFO(width << "x" << height);
      const Sides medium = MediumSides(width, height), large = LargeSides(width, height);
      CHECK(std::min({medium.width, medium.height, large.width, large.height}) >= 1);
      CHECK(std::max(large.width, large.height) <= kLargeSide);
      CHECK(std::max(medium.width, medium.height) <= kMediumLongSide);
      CHECK(std::max(medium.width, large.width) <= width);
      CHECK(std::max(medium.height, large.height) <= height);
      CHECK(MediumSides(height, width) == Sides{medium.height, medium.width});
      CHECK(LargeSides(height, width) == Sides{large.height, large.width});
      const Sides least = LeastSides(width, height);
      const int thumb = ThumbSide(width, height);
      CHECK(least.width == std::max({medium.width, large.width, thumb}));
      CHECK(least.height == std::max({medium.height, large.height, thumb}));
    }
  }
}

TEST_CASE("the least sides that do are those of the largest rendition") {
  CHECK(LeastSides(8000, 6000) == Sides{2048, 1536});
  CHECK(LeastSides(6000, 330) == Sides{5818, 320});
  CHECK(LeastSides(400, 30'000) == Sides{320, 16'384});  // as wide as the thumb
  CHECK(LeastSides(50, 40) == Sides{50, 40});
}

TEST_CASE("the memory for renditions is told from the header, and bounded") {
  constexpr std::uint64_t kThumb = 4 * (320 * 320 + 128 * 128);  // and the small one
  const std::uint64_t large = 2048 * 1536, medium = 1080 * 810;
  CHECK(RenditionMemory(Of(4000, 3000, 1, Format::kJpeg)) == 15 * large + 3 * medium + kThumb);
  for (const auto format : {Format::kPng, Format::kGif, Format::kWebp})
    CHECK(RenditionMemory(Of(4000, 3000, 1, format)) == 20 * large + 4 * medium + kThumb);
  CHECK(RenditionMemory(Of(1, 1)) == 4 * 6 + kThumb);
  // A narrow one's medium is the largest.
  CHECK(RenditionMemory(Of(6000, 330)) == 4 * (5 * 5818 * 320 + 2048 * 113) + kThumb);
  // Of no picture it is a quarter of all memory.
  for (const int width : {320, 1080, 2048, 30'000}) {
    for (const int height : {1, 320, 1080, 2048, 30'000})
      CHECK(RenditionMemory(Of(width, height)) < kMaxMemory / 4);
  }
}

TEST_CASE("all renditions are made in one pass, of the sides that are told") {
  for (const Sides& sides : {Sides{2500, 1300},
                             {1300, 2500},
                             {1100, 40},
                             {40, 1100},
                             {900, 700},
                             {5, 3},
                             {1, 1},
                             {3000, 400}}) {
    for (const int channels : {1, 3, 4}) {
      INFO(sides.width << "x" << sides.height << " of " << channels);
      const Header header = Of(sides.width, sides.height);
      Renditions renditions(header);
      Feed(renditions, sides, channels, kFlat);
      const auto large = renditions.TakeLarge();
      CHECK(large.has_value() == HasLarge(sides.width, sides.height));
      if (large) CHECK(Of(*large) == LargeSides(sides.width, sides.height));
      const Pixels medium = renditions.TakeMedium(), thumb = renditions.TakeThumb();
      const int thumb_side = ThumbSide(sides.width, sides.height);
      CHECK(Of(medium) == MediumSides(sides.width, sides.height));
      CHECK(Of(thumb) == Sides{thumb_side, thumb_side});
      const int wanted = channels == 1 ? 1 : 3;
      for (const Pixels* made : {&medium, &thumb, large ? &*large : &medium}) {
        CHECK(made->channels == wanted);
        bool flat = made->bytes.size() == made->RowBytes() * static_cast<unsigned>(made->height);
        for (std::size_t i = 0; i < made->bytes.size(); ++i)
          flat = flat && made->bytes[i] == kFlat(0, 0, static_cast<int>(i) % wanted);
        CHECK(flat);
      }
      CHECK_FALSE(renditions.animated());
    }
  }
}

TEST_CASE("a picture that comes smaller than its header says has the same renditions") {
  const Header header = Of(8000, 6000, 1, Format::kJpeg);
  Renditions renditions(header);
  Feed(renditions, {3000, 2250}, 3, kFlat);
  CHECK(Of(*renditions.TakeLarge()) == Sides{2048, 1536});
  CHECK(Of(renditions.TakeMedium()) == Sides{1080, 810});
  CHECK(Of(renditions.TakeThumb()) == Sides{320, 320});
}

TEST_CASE("the thumb is the square from the middle") {
  for (const Sides& sides : {Sides{900, 300}, Sides{300, 900}, Sides{3600, 1200}}) {
    const Header header = Of(sides.width, sides.height);
    const int square = std::min(sides.width, sides.height);
    const int left = (sides.width - square) / 2, top = (sides.height - square) / 2;
    Renditions renditions(header);
    Feed(renditions, sides, 1, [&](int x, int y, int) {
      const bool inside = x >= left && x < left + square && y >= top && y < top + square;
      return static_cast<std::uint8_t>(inside ? 200 : 10);
    });
    const Pixels thumb = renditions.TakeThumb();
    INFO(sides.width << "x" << sides.height);
    // Made from the large one, its outermost pixels may mix with what lies around.
    const auto off = std::ranges::count_if(thumb.bytes, [](auto byte) { return byte != 200; });
    CHECK(off <= (HasLarge(sides.width, sides.height) ? 2 * 320 : 0));
  }
}

TEST_CASE("one pixel that lets something through keeps the opacity of all renditions") {
  for (const Sides& sides : {Sides{1500, 1200}, Sides{40, 30}}) {
    const Sides last{sides.width - 1, sides.height - 1};
    for (const Sides& clear : {Sides{0, 0}, last, Sides{0, last.height}, Sides{last.width, 0}}) {
      INFO(clear.width << "," << clear.height);
      const Header header = Of(sides.width, sides.height);
      Renditions renditions(header);
      Feed(renditions, sides, 4, [&](int x, int y, int channel) {
        const bool here = x == clear.width && y == clear.height;
        return static_cast<std::uint8_t>(channel == 3 && here ? 254 : 255);
      });
      if (const auto large = renditions.TakeLarge()) CHECK(large->channels == 4);
      CHECK(renditions.TakeMedium().channels == 4);
      CHECK(renditions.TakeThumb().channels == 4);
    }
  }
}

TEST_CASE("renditions are turned as the header says") {
  // Quarters as stored: 1 2 / 3 4, in tens.
  const Shade quarters = [](int x, int y, int) {
    return static_cast<std::uint8_t>(10 * (1 + (x >= 800 ? 1 : 0) + (y >= 600 ? 2 : 0)));
  };
  const std::vector<int> seen[] = {{10, 20, 30, 40}, {20, 10, 40, 30}, {40, 30, 20, 10},
                                   {30, 40, 10, 20}, {10, 30, 20, 40}, {30, 10, 40, 20},
                                   {40, 20, 30, 10}, {20, 40, 10, 30}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    INFO(orientation);
    const Header header = Of(1600, 1200, orientation);
    Renditions renditions(header);
    Feed(renditions, {1600, 1200}, 3, quarters);
    const auto large = renditions.TakeLarge();
    REQUIRE(large);
    const Pixels medium = renditions.TakeMedium(), thumb = renditions.TakeThumb();
    const bool lies = orientation >= 5;
    CHECK(Of(*large) == (lies ? Sides{1200, 1600} : Sides{1600, 1200}));
    CHECK(Of(medium) == (lies ? Sides{810, 1080} : Sides{1080, 810}));
    const auto& wanted = seen[orientation - 1];
    CHECK(Quarters(*large) == wanted);
    CHECK(Quarters(medium) == wanted);
    CHECK(Quarters(thumb) == wanted);
  }
}

TEST_CASE("that a picture moves is remembered") {
  const Header header = Of(2, 2, 1, Format::kGif);
  Renditions renditions(header);
  Feed(renditions, {2, 2}, 4, kFlat);
  CHECK_FALSE(renditions.animated());
  renditions.Animated();
  CHECK(renditions.animated());
}

TEST_CASE("a JPEG is decoded as small as its renditions allow, and never smaller") {
  CHECK(EighthsFor(16'384, 16'384) == 1);
  CHECK(EighthsFor(16'383, 16'383) == 2);
  CHECK(EighthsFor(16'384, 2560) == 1);
  CHECK(EighthsFor(16'384, 2559) == 2);  // thumb and medium need 320 of the short side
  CHECK(EighthsFor(2559, 16'384) == 2);
  CHECK(EighthsFor(8192, 6144) == 2);
  CHECK(EighthsFor(8191, 6144) == 4);
  CHECK(EighthsFor(4096, 3072) == 4);
  CHECK(EighthsFor(4095, 3000) == 8);
  CHECK(EighthsFor(2048, 2048) == 8);
  CHECK(EighthsFor(1, 1) == 8);
  CHECK(EighthsFor(30'000, 300) == 8);  // the short side is whole already
}
