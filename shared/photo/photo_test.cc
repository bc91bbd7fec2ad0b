#include "photo/photo.h"

#include <catch2/catch_test_macros.hpp>
#include <optional>
#include <vector>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

namespace {

std::pair<int, int> SidesOf(const std::string& bytes) {
  const auto header = Inspect(bytes);
  REQUIRE(header.ok());
  return {header->width, header->height};
}

// Left half dark, right half light; above lighter than below.
std::string Marked(int width, int height, bool png) {
  const auto shade = [=](int byte, int row) {
    return static_cast<std::uint8_t>((byte / 3 < width / 2 ? 20 : 180) +
                                     (row < height / 2 ? 60 : 0));
  };
  return png ? tests::EncodePng(width, height, shade) : tests::EncodeJpeg(width, height, shade);
}

// The corners' shades, from the upper left on, in eighths of white.
std::vector<int> Corners(const Pixels& pixels) {
  std::vector<int> corners;
  for (const auto& [x, y] : {std::pair{1, 1}, {3, 1}, {1, 3}, {3, 3}}) {
    const auto at = static_cast<std::size_t>(pixels.width * x / 4 * pixels.channels);
    corners.push_back((pixels.Row(pixels.height * y / 4)[at] + 10) / 30);
  }
  return corners;
}

}  // namespace

TEST_CASE("renditions have the sides that they should, and never grow") {
  const struct {
    int width, height;
    std::pair<int, int> medium;
    int thumb;
    std::pair<int, int> large;
  } pictures[] = {{4000, 3000, {1080, 810}, 320, {2048, 1536}},
                  {1000, 1600, {675, 1080}, 320, {1000, 1600}},
                  {1080, 1080, {1080, 1080}, 320, {}},
                  {1081, 1080, {1080, 1079}, 320, {1081, 1080}},
                  {200, 400, {200, 400}, 200, {}},
                  {1, 1, {1, 1}, 1, {}},
                  // The short side keeps 320, or what it has.
                  {990, 11490, {320, 3714}, 320, {176, 2048}},
                  {6000, 330, {5818, 320}, 320, {2048, 113}},
                  {320, 4000, {320, 4000}, 320, {164, 2048}},
                  {1081, 5, {1081, 5}, 5, {1081, 5}},
                  {9000, 3, {9000, 3}, 3, {2048, 1}},
                  {2, 3000, {2, 3000}, 2, {1, 2048}},
                  // But no side is over 16,384.
                  {30'000, 10, {16'384, 5}, 10, {2048, 1}},
                  {400, 30'000, {218, 16'384}, 320, {27, 2048}}};
  for (const auto& picture : pictures) {
    INFO(picture.width << "x" << picture.height);
    for (const auto& bytes : {Jpeg(picture.width, picture.height),
                              Jpeg(picture.width, picture.height, {.progressive = true}),
                              Png(picture.width, picture.height)}) {
      const auto made = Make(bytes);
      REQUIRE(made.ok());
      CHECK(std::pair{made->width, made->height} == std::pair{picture.width, picture.height});
      CHECK(SidesOf(made->medium) == picture.medium);
      CHECK(SidesOf(made->thumb) == std::pair{picture.thumb, picture.thumb});
      const int small = std::min(128, picture.thumb);
      CHECK(SidesOf(made->small) == std::pair{small, small});
      CHECK(made->large.empty() == (picture.large == std::pair{0, 0}));
      if (!made->large.empty()) CHECK(SidesOf(made->large) == picture.large);
      CHECK(made->rendition_format == Format::kJpeg);
      CHECK(made->medium.find("\xff\xc2") != std::string::npos);  // progressive
      const bool drawn = bytes.starts_with("\x89PNG");
      CHECK(made->square_format == (drawn ? Format::kJpeg : Format::kWebp));
      CHECK(Inspect(made->thumb)->format == made->square_format);
      CHECK(Inspect(made->small)->format == made->square_format);
      CHECK(made->blurhash.size() == 28);
    }
  }
}

TEST_CASE("renditions stand upright") {
  // Shades in the corners as seen, for each way that a camera was held.
  const std::vector<int> seen[] = {{3, 8, 1, 6}, {8, 3, 6, 1}, {6, 1, 8, 3}, {1, 6, 3, 8},
                                   {3, 1, 8, 6}, {1, 3, 6, 8}, {6, 8, 1, 3}, {8, 6, 3, 1}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string exif = std::string("Exif\0\0", 6) + Exif(orientation);
    for (const auto& bytes : {WithSegment(Marked(1600, 1200, false), 0xe1, exif),
                              WithChunk(Marked(1600, 1200, true), "eXIf", Exif(orientation))}) {
      INFO(orientation);
      const auto made = Make(bytes);
      REQUIRE(made.ok());
      const auto sides = orientation >= 5 ? std::pair{1200, 1600} : std::pair{1600, 1200};
      CHECK(std::pair{made->width, made->height} == sides);
      const auto& shades = seen[orientation - 1];
      CHECK(Corners(Decoded(made->medium, Format::kJpeg)) == shades);
      CHECK(Corners(Decoded(made->thumb, made->square_format)) == shades);
      CHECK(Corners(Decoded(made->large, Format::kJpeg)) == shades);
    }
  }
}

TEST_CASE("where something shows through, renditions are PNG") {
  using namespace std::string_literals;
  const std::string opaque = Gif();
  CHECK(Make(opaque)->rendition_format == Format::kJpeg);
  const std::string around = Gif({}, 1, 5, 4);  // the frame fills a corner of the screen
  const auto made = Make(around);
  REQUIRE(made.ok());
  CHECK(made->rendition_format == Format::kPng);
  CHECK(SidesOf(made->medium) == std::pair{5, 4});
  const Pixels pixels = Decoded(made->medium, Format::kPng);
  CHECK(std::vector(pixels.Row(0), pixels.Row(0) + 12) ==
        std::vector<std::uint8_t>{255, 0, 0, 255, 0, 0, 255, 255, 0, 0, 0, 0});
  const std::string control = "\x21\xf9\x04\x01\x0a\0\x01\0"s;  // colour 1 is none
  CHECK(Make(Gif(control))->rendition_format == Format::kPng);
  // A PNG whose one colour shows through.
  CHECK(Make(WithChunk(Png(9, 9), "tRNS", "\0\0\0\x05\0\x0a"s))->rendition_format == Format::kPng);
  CHECK(Make(WithChunk(Png(9, 9), "tRNS", "\0\xff\0\0\0\0"s))->rendition_format == Format::kJpeg);
}

TEST_CASE("an animated GIF stays animated, with as many frames") {
  const auto made = Make(Gif({}, 7));
  REQUIRE(made.ok());
  CHECK(made->format == Format::kGif);
  CHECK(made->original == Gif({}, 7));
  CHECK(made->animated);
  CHECK(Make(Gif({}, 2))->animated);
  CHECK_FALSE(Make(Gif())->animated);
  CHECK_FALSE(Make(Png(9, 9))->animated);
  CHECK_FALSE(Make(Jpeg(9, 9))->animated);
}

TEST_CASE("limits are told by the headers alone") {
  const auto refusal = [](const std::string& bytes) {
    const auto header = Inspect(bytes);
    return header.ok() ? std::optional<Refusal>() : header.error();
  };
  std::string jpeg = Jpeg(16, 16);
  const auto sof = jpeg.find("\xff\xc0");
  const auto sized = [&](unsigned width, unsigned height) {
    std::string bytes = jpeg, sides;
    AppendBig16(sides, height);
    AppendBig16(sides, width);
    bytes.replace(sof + 5, 4, sides);
    return bytes;
  };
  CHECK_FALSE(refusal(sized(30'000, 30'000)));  // rows only: no count of pixels
  CHECK(refusal(sized(30'001, 1)) == Refusal::kTooLarge);
  CHECK(refusal(sized(65'535, 65'535)) == Refusal::kTooLarge);
  CHECK(refusal(sized(16, 0)) == Refusal::kDamaged);
  CHECK(refusal(Gif({}, kMaxFrames)) == std::nullopt);
  CHECK(refusal(Gif({}, kMaxFrames + 1)) == Refusal::kTooLarge);
  CHECK(refusal(Png(10, 10) + std::string(kMaxBytes, 'x')) == Refusal::kTooLarge);
  std::string scans = Jpeg(16, 16, {.progressive = true});
  const auto scan = scans.rfind("\xff\xda");
  const std::string last = scans.substr(scan, scans.size() - 2 - scan);
  for (int i = 0; i < kMaxScans; ++i) scans.insert(scan, last);
  CHECK(refusal(scans) == Refusal::kTooLarge);
}

TEST_CASE("the orientation stays, as the only tag") {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string jpeg = WithSegment(Jpeg(40, 30), 0xe1, kExif + Exif(orientation));
    const std::string png = WithChunk(Png(40, 30), "eXIf", Exif(orientation));
    for (const auto& bytes : {jpeg, png}) {
      CHECK(Inspect(bytes)->orientation == orientation);
      const std::string clean = Cleaned(bytes);
      CHECK_FALSE(Holds(clean, "SN123456"));
      CHECK(Inspect(clean)->orientation == orientation);
      CHECK(Holds(clean, "MM") == (orientation != 1));
      CHECK(Cleaned(clean) == clean);
    }
  }
}
