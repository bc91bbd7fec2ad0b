#include "photo/scale.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "photo/testing_results.h"

using namespace photo;
using photo::testing::Filled;

namespace {

Pixels Scaled(const Pixels& from, const Area& area, int width, int height) {
  Downscaler down(area, from.channels, width, height);
  for (int y = 0; y < from.height; ++y) down.Add(y, from.Row(y));
  return down.Take();
}

int Noise(int x, int y, int c) { return (x * 7919 + y * 104729 + c * 1299709) % 251; }

// The mean over what a new pixel covers, by the book.
double Mean(const Pixels& from, int width, int height, int x, int y, int c) {
  const double left = static_cast<double>(x) * from.width / width;
  const double right = static_cast<double>(x + 1) * from.width / width;
  const double top = static_cast<double>(y) * from.height / height;
  const double bottom = static_cast<double>(y + 1) * from.height / height;
  double sum = 0;
  for (int j = 0; j < from.height; ++j) {
    for (int i = 0; i < from.width; ++i) {
      const double across = std::min(right, i + 1.0) - std::max(left, i + 0.0);
      const double down = std::min(bottom, j + 1.0) - std::max(top, j + 0.0);
      if (across > 0 && down > 0) sum += across * down * from.Row(j)[i * from.channels + c];
    }
  }
  return sum / ((right - left) * (bottom - top));
}

}  // namespace

TEST_CASE("each new pixel is the mean of the area that it covers") {
  for (const int channels : {1, 3}) {
    const Pixels from = Filled(37, 23, channels, Noise);
    for (const auto& [width, height] :
         {std::pair{37, 23}, {36, 22}, {10, 10}, {7, 1}, {1, 5}, {1, 1}}) {
      const Pixels to = Scaled(from, {0, 0, 37, 23}, width, height);
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          for (int c = 0; c < channels; ++c) {
            const double given = to.Row(y)[x * channels + c];
            CHECK(std::abs(given - Mean(from, width, height, x, y, c)) <= 0.5001);
          }
        }
      }
    }
  }
}

TEST_CASE("a picture of the same size is the same") {
  const Pixels from = Filled(9, 7, 3, Noise);
  CHECK(Scaled(from, {0, 0, 9, 7}, 9, 7).bytes == from.bytes);
}

TEST_CASE("of an area, what lies outside has no part") {
  const Pixels from = Filled(30, 20, 3, [](int x, int y, int) {
    return x >= 5 && x < 25 && y >= 2 && y < 12 ? 100 : 255;
  });
  for (const auto byte : Scaled(from, {5, 2, 20, 10}, 6, 3).bytes) CHECK(byte == 100);
}

TEST_CASE("what cannot be seen does not colour its neighbours") {
  const Pixels from = Filled(
      2, 1, 4, [](int x, int, int c) { return c == 3 ? (x == 0 ? 255 : 0) : (x == 0 ? 200 : 10); });
  const Pixels to = Scaled(from, {0, 0, 2, 1}, 1, 1);
  CHECK(to.bytes == std::vector<std::uint8_t>{200, 200, 200, 128});
  const Pixels clear = Filled(4, 4, 4, [](int, int, int c) { return c == 3 ? 0 : 77; });
  for (const auto byte : Scaled(clear, {0, 0, 4, 4}, 2, 2).bytes) CHECK(byte == 0);
}

TEST_CASE("turning it back gives the picture again") {
  const Pixels from = Filled(5, 3, 3, Noise);
  const int back[] = {1, 2, 3, 4, 5, 8, 7, 6};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Pixels turned = Upright(from, orientation);
    CHECK(turned.width == (orientation >= 5 ? 3 : 5));
    CHECK((turned.bytes == from.bytes) == (orientation == 1));
    CHECK(Upright(turned, back[orientation - 1]).bytes == from.bytes);
  }
}
