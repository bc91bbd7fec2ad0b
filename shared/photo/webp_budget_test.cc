#include "photo/webp_budget.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_results.h"
#include "photo/testing_webp.h"
#include "photo/webp_data.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("libwebp gets no more memory than its budget") {
  const std::string large = Webp(1000, 800, {.lossless = true});
  const auto file = ReadWebp(large);
  REQUIRE(file.ok());
  CHECK(OnlyPicture(file->picture).ok());
  CHECK(WebpMemory(file->picture) > 4 * 1000 * 800);
  Whole whole;
  {
    WebpBudget little(100'000);
    CHECK(little.Take(60'000));
    CHECK_FALSE(little.Take(60'000));
    CHECK(little.was_exceeded());
  }
  CHECK(DecodeWebp(large, whole).ok());  // nothing is left of that bound
}
