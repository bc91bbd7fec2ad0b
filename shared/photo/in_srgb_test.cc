#include "photo/in_srgb.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "tests/photos/coloured.h"

using namespace photo;
using tests::Gamut;
using tests::GreyProfile;
using tests::Iccp;
using tests::PressProfile;
using tests::RgbProfile;
using tests::TableProfile;

namespace {

using Bytes = std::vector<std::uint8_t>;

class Recorder : public Canvas {
 public:
  void Begin(int width, int height, int channels) override {
    begun = {width, height, channels};
    row_bytes_ = static_cast<std::size_t>(width * channels);
  }
  void Row(int y, const std::uint8_t* row) override {
    CHECK(y == static_cast<int>(rows.size()));
    rows.emplace_back(row, row + row_bytes_);
  }
  void Animated() override { animated = true; }

  std::array<int, 3> begun{};
  std::vector<Bytes> rows;
  bool animated = false;

 private:
  std::size_t row_bytes_ = 0;
};

struct Came {
  Bytes pixel;
  std::string carried;
};

const Bytes kPixel{200, 100, 50, 77};

// What becomes of a pixel of a picture of that format with that profile.
Came Through(Format format, const std::string& icc, int channels, std::string bytes = {},
             bool is_srgb = false) {
  const Header header{.format = format, .width = 1, .height = 1};
  const Clean clean{std::move(bytes), icc};
  Recorder recorder;
  InSrgb in_srgb(header, clean, recorder);
  if (is_srgb) in_srgb.IsSrgb();
  in_srgb.Begin(1, 1, channels);
  in_srgb.Row(0, kPixel.data());
  CHECK(recorder.begun == std::array{1, 1, channels});
  REQUIRE(recorder.rows.size() == 1);
  return {recorder.rows[0], in_srgb.Carried()};
}
Bytes Pixel(int channels) { return {kPixel.begin(), kPixel.begin() + channels}; }

std::string Png(int colour_type, const std::string& pixel, tests::Chunks chunks = {}) {
  return Encode(tests::FlatPng{colour_type, 8, pixel, std::move(chunks), 1, 1});
}
const tests::Chunks kLinear{{"gAMA", tests::Gama(100'000)}};

}  // namespace

TEST_CASE("rows without a profile go through as they are") {
  for (const auto format : {Format::kJpeg, Format::kGif, Format::kWebp}) {
    for (const int channels : {1, 3, 4}) {
      const Came came = Through(format, "", channels);
      CHECK(came.pixel == Pixel(channels));
      CHECK(came.carried.empty());
    }
  }
  CHECK(Through(Format::kPng, "", 3, Png(2, "abc")).pixel == Pixel(3));
}

TEST_CASE("a profile that fits is carried, and the rows stay as they are") {
  const std::string rgb = RgbProfile(Gamut::kP3, 1), grey = GreyProfile(1);
  for (const auto format : {Format::kJpeg, Format::kWebp}) {
    for (const int channels : {3, 4}) {
      const Came came = Through(format, rgb, channels);
      CHECK(came.carried == rgb);
      CHECK(came.pixel == Pixel(channels));
    }
  }
  const Came came = Through(Format::kJpeg, grey, 1);
  CHECK(came.carried == grey);
  CHECK(came.pixel == Pixel(1));
  CHECK(Through(Format::kPng, grey, 1, Png(0, "a")).carried == grey);
  CHECK(Through(Format::kPng, rgb, 3, Png(2, "abc")).carried == rgb);
}

TEST_CASE("a profile of more than 32 KiB is applied and not carried") {
  const auto of = [](std::size_t length) { return TableProfile(length - TableProfile().size()); };
  const std::string most = of(32 * 1024), more = of(32 * 1024 + 4);
  REQUIRE(most.size() == 32 * 1024);
  REQUIRE(more.size() == 32 * 1024 + 4);
  CHECK(Through(Format::kJpeg, most, 3).carried == most);
  CHECK(Through(Format::kJpeg, most, 3).pixel == Pixel(3));
  const Came came = Through(Format::kJpeg, more, 4);
  CHECK(came.carried.empty());
  CHECK(came.pixel != Pixel(4));
  CHECK(came.pixel[3] == kPixel[3]);
}

TEST_CASE("a profile that no rendition can carry is applied") {
  // Of RGB, to a picture that comes as grey.
  const Came shade = Through(Format::kJpeg, RgbProfile(Gamut::kSrgb, 1), 1);
  CHECK(shade.carried.empty());
  CHECK(shade.pixel[0] > kPixel[0]);
  // Of grey, to grey with opacity, which comes as RGBA.
  const Came clear = Through(Format::kPng, GreyProfile(1), 4, Png(4, "ab"));
  CHECK(clear.carried.empty());
  CHECK(clear.pixel[0] > kPixel[0]);
  CHECK(clear.pixel[3] == kPixel[3]);
}

TEST_CASE("a profile of something else than the pixels counts for nothing") {
  const auto ignored = [](const Came& came, int channels) {
    return came.carried.empty() && came.pixel == Pixel(channels);
  };
  CHECK(ignored(Through(Format::kJpeg, GreyProfile(1), 3), 3));
  CHECK(ignored(Through(Format::kPng, GreyProfile(1), 3, Png(2, "abc")), 3));
  CHECK(ignored(Through(Format::kPng, GreyProfile(1), 4, Png(6, "abcd")), 4));
  CHECK(ignored(Through(Format::kJpeg, PressProfile(), 3), 3));
  CHECK(ignored(Through(Format::kJpeg, PressProfile(), 1), 1));
  CHECK(ignored(Through(Format::kJpeg, "no profile", 3), 3));
  // What cannot be used, and would have to be applied.
  CHECK(ignored(Through(Format::kJpeg, GreyProfile(1).substr(0, 140), 4), 4));
}

TEST_CASE("rows that are sRGB stay so, whatever the profile says") {
  for (const auto& icc : {RgbProfile(Gamut::kP3, 1), TableProfile(40'000)}) {
    const Came came = Through(Format::kJpeg, icc, 3, {}, true);
    CHECK(came.carried.empty());
    CHECK(came.pixel == Pixel(3));
  }
}

TEST_CASE("what a PNG's chunks say is applied, in a PNG alone") {
  const std::string png = Png(2, "abc", kLinear);
  CHECK(Through(Format::kPng, "", 3, png).pixel == Bytes{229, 168, 122});
  CHECK(Through(Format::kPng, "", 4, png).pixel == Bytes{229, 168, 122, 77});
  CHECK(Through(Format::kPng, "", 1, Png(0, "a", kLinear)).pixel == Bytes{229});
  CHECK(Through(Format::kJpeg, "", 3, png).pixel == Pixel(3));
}

TEST_CASE("cICP goes before the profile; gAMA does not") {
  const std::string icc = RgbProfile(Gamut::kAdobe, 2.2);
  const std::pair<std::string, std::string> iccp{"iCCP", Iccp(icc)};
  const Came coded = Through(Format::kPng, icc, 3, Png(2, "abc", {{"cICP", {1, 8, 0, 1}}, iccp}));
  CHECK(coded.carried.empty());
  CHECK(coded.pixel == Bytes{229, 168, 122});
  const Came carried = Through(Format::kPng, icc, 3, Png(2, "abc", {kLinear[0], iccp}));
  CHECK(carried.carried == icc);
  CHECK(carried.pixel == Pixel(3));
}

TEST_CASE("every row of a picture is converted, over its whole width") {
  const Header header{.format = Format::kPng};
  const Clean clean{Png(2, "abc", kLinear), ""};
  Recorder recorder;
  InSrgb in_srgb(header, clean, recorder);
  in_srgb.Begin(2, 2, 3);
  const Bytes rows[] = {{200, 100, 50, 0, 128, 255}, {50, 100, 200, 255, 128, 0}};
  for (int y = 0; y < 2; ++y) in_srgb.Row(y, rows[y].data());
  CHECK(recorder.rows ==
        std::vector<Bytes>{{229, 168, 122, 0, 188, 255}, {122, 168, 229, 255, 188, 0}});
  CHECK_FALSE(recorder.animated);
  in_srgb.Animated();
  CHECK(recorder.animated);
}
