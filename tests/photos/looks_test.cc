// The colours of renditions, against what Chromium was seen to show. (The same pictures, and more,
// are held against a browser itself by tests/browser/colours.test.mjs.)
#include "tests/photos/looks.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "photo/photo.h"
#include "photo/testing_results.h"

using namespace tests;
using photo::testing::Decoded;

TEST_CASE("renditions have the colours that a browser shows") {
  for (const Look& look : Looks()) {
    INFO(look.name);
    const auto made = photo::Make(look.bytes);
    REQUIRE(made.ok());
    const auto icc = [](const std::string& bytes) {
      return photo::Sanitize(bytes, *photo::Inspect(bytes))->icc;
    };
    CHECK(!icc(made->medium).empty() == look.carried);
    CHECK(!icc(made->thumb).empty() == look.carried);
    if (look.carried) CHECK(icc(made->medium) == icc(look.bytes));
    if (!look.shown) continue;
    const auto pixels = Decoded(made->medium, made->rendition_format);
    const std::uint8_t* middle =
        pixels.Row(pixels.height / 2) + pixels.channels * (pixels.width / 2);
    for (std::size_t c = 0; c < 3; ++c) {
      INFO(c);
      CHECK(std::abs((*look.shown)[c] - middle[pixels.channels == 1 ? 0 : c]) <= 3);
    }
  }
}
