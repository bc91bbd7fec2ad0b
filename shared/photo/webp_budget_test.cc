#include "photo/webp_budget.h"

#include <webp/decode.h>

#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "photo/decode_webp.h"
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

TEST_CASE("a budget gives what is left and no byte more, and says so") {
  WebpBudget budget(100);
  CHECK(budget.Take(0));
  CHECK(budget.Take(60));
  CHECK(budget.Take(40));
  CHECK_FALSE(budget.was_exceeded());
  CHECK_FALSE(budget.Take(1));
  CHECK(budget.was_exceeded());
  budget.GiveBack(30);
  CHECK_FALSE(budget.Take(31));
  CHECK(budget.Take(30));
  CHECK_FALSE(budget.Take(~std::uint64_t{0}));
  CHECK(budget.was_exceeded());  // once is for ever
}

namespace {

std::uint8_t* DecodedByLibwebp(const std::string& webp) {
  int width = 0, height = 0;
  return WebPDecodeRGB(reinterpret_cast<const std::uint8_t*>(webp.data()), webp.size(), &width,
                       &height);
}

}  // namespace

TEST_CASE("libwebp fails where its budget ends, in that thread alone and while it lives") {
  const std::string webp = Webp(200, 100);
  {
    WebpBudget budget(10'000);
    CHECK(DecodedByLibwebp(webp) == nullptr);
    CHECK(budget.was_exceeded());
    std::uint8_t* elsewhere = nullptr;
    std::thread([&] { elsewhere = DecodedByLibwebp(webp); }).join();
    CHECK(elsewhere != nullptr);
    WebPFree(elsewhere);
  }
  std::uint8_t* afterwards = DecodedByLibwebp(webp);
  CHECK(afterwards != nullptr);
  WebPFree(afterwards);
}

TEST_CASE("what libwebp frees is its budget's again") {
  constexpr std::uint64_t kMost = 4'000'000, kPixels = 200 * 300 * 3;
  const std::string webp = Webp(200, 300);
  WebpBudget budget(kMost);
  for (int round = 0; round < 50; ++round) {  // more than that, all rounds together
    WebPDecoderConfig config;
    REQUIRE(WebPInitDecoderConfig(&config) != 0);
    REQUIRE(WebPDecode(reinterpret_cast<const std::uint8_t*>(webp.data()), webp.size(), &config) ==
            VP8_STATUS_OK);
    CHECK_FALSE(budget.Take(kMost - kPixels + 1));  // those are still held
    WebPFreeDecBuffer(&config.output);
  }
  CHECK(budget.Take(kMost));
}
