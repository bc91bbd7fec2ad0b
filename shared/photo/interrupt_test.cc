#include "photo/interrupt.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/photo.h"
#include "photo/testing.h"
#include "photo/testing_gif.h"

using namespace photo;
using namespace photo::testing;

namespace {

struct Sample {
  const char* what;
  std::string bytes;
  int least_asked;  // while it is made
};

std::string Gif(int width, int height) {
  return GifOf(width, height, GifImage{0, 0, width, height}.Block() + ";");
}

std::vector<Sample> Samples() {
  return {{"JPEG", Jpeg(500, 400), 400},
          {"progressive JPEG", Jpeg(500, 400, {.progressive = true}), 400},
          {"PNG", Png(500, 400), 700},
          {"interlaced PNG", Png(500, 400, {.interlaced = true}), 700},
          {"GIF", Gif(500, 400), 400},
          {"WebP", Webp(500, 400), 400},
          {"lossless WebP", Webp(500, 400, {.lossless = true}), 400}};
}

}  // namespace

TEST_CASE("work on a picture asks all along whether anybody waits for it") {
  for (const auto& [what, bytes, least_asked] : Samples()) {
    INFO(what);
    int asked = 0;
    REQUIRE(Make(bytes, [&] { return ++asked < 0; }).ok());
    CHECK(asked >= least_asked);
  }
}

TEST_CASE("work on a picture is given up wherever it is") {
  for (const auto& [what, bytes, least_asked] : Samples()) {
    int all = 0;
    REQUIRE(Make(bytes, [&] { return ++all < 0; }).ok());
    for (int last = 1; last <= all; last += std::max(1, all / 12)) {
      INFO(what << " at " << last << " of " << all);
      int asked = 0;
      const auto made = Make(bytes, [&] { return ++asked >= last; });
      REQUIRE_FALSE(made.ok());
      CHECK(made.error() == Refusal::kCancelled);
      CHECK(asked - last <= 6);
    }
  }
}

TEST_CASE("without anybody to ask, work goes on") {
  CHECK_FALSE(Interrupted());
  CHECK(Make(Png(8, 8)).ok());
}
