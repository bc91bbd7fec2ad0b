#include "photo/decode.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing_gif.h"
#include "photo/testing_results.h"
#include "photo/testing_webp.h"

using namespace photo;
using namespace photo::testing;

TEST_CASE("every format is decoded by its decoder, and by no other") {
  const struct {
    Format format;
    std::string bytes;
  } files[] = {{Format::kJpeg, Jpeg(6, 4)},
               {Format::kPng, Png(6, 4)},
               {Format::kGif, Gif({}, 1)},
               {Format::kWebp, Webp(6, 4)}};
  for (const auto& file : files) {
    for (const Format format : {Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp}) {
      INFO(NameOf(file.format) << " as " << NameOf(format));
      Whole whole;
      const auto decoded = Decode(format, {Cleaned(file.bytes), {}, false}, whole);
      CHECK(decoded.ok() == (format == file.format));
    }
  }
}
