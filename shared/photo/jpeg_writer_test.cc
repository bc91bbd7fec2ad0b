#include "photo/jpeg_writer.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

TEST_CASE("a JPEG is written of grey pixels and of coloured ones, as it was set") {
  for (const int channels : {1, 3}) {
    JpegWriter writer(40, 30, channels, channels == 1 ? JCS_GRAYSCALE : JCS_RGB);
    jpeg_set_quality(&writer.info(), 100, TRUE);
    writer.Begin();
    const std::vector<unsigned char> row(static_cast<size_t>(40 * channels), 200);
    for (int y = 0; y < 30; ++y) writer.Row(row.data());
    const auto pixels = Decoded(writer.Finish(), Format::kJpeg);
    CHECK(pixels.width == 40);
    CHECK(pixels.height == 30);
    CHECK(pixels.channels == channels);
    CHECK(pixels.bytes == std::vector<std::uint8_t>(pixels.bytes.size(), 200));
  }
}

TEST_CASE("a JPEG that is given up leaves nothing behind") {
  JpegWriter writer(4000, 3000, 3, JCS_RGB);
  writer.Begin();
  const std::vector<unsigned char> row(12'000, 1);
  for (int y = 0; y < 20; ++y) writer.Row(row.data());
  CHECK(writer.info().next_scanline == 20);  // the sanitizers' builds tell what would leak
}
