#include "photo/webp_data.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_results.h"
#include "photo/testing_webp.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("what lies behind the end of a WebP's picture, inside its chunk, is cut off") {
  const std::string secret = "a place, 38.7N 9.1W, and more";
  for (const auto& plain : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    std::string chunks = WebpChunksOf(plain);
    std::string types[] = {"ALPH", "VP8 ", "VP8L"};
    std::string grown;
    for (std::size_t at = 0; at < chunks.size();) {
      const std::size_t length = Little32(chunks, at + 4);
      grown += RiffChunk(chunks.substr(at, 4), chunks.substr(at + 8, length) + secret);
      at += 8 + length + length % 2;
    }
    const std::string bytes = plain == TransparentWebp()
                                  ? WebpOf(Vp8x(0x10, kWebpWidth, kWebpHeight) + grown)
                                  : WebpOf(grown);
    const std::string stored = Stored(bytes);
    CHECK(Little32(stored, 4) == stored.size() - 8);
    CHECK_FALSE(Holds(stored, secret));
    CHECK((Decoded(stored, Format::kWebp).bytes == Decoded(plain, Format::kWebp).bytes));
    CHECK(stored.size() <= plain.size());
    CHECK(stored.size() + 8 >= plain.size());
  }
}
