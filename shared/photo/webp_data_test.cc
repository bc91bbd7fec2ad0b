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

namespace {

WebpPicture PictureIn(const std::string& webp) {
  const auto file = ReadWebp(webp);
  REQUIRE(file.ok());
  return file->picture;
}
bool IsDamaged(const WebpPicture& picture) {
  const auto only = OnlyPicture(picture);
  return !only.ok() && only.error() == Refusal::kDamaged;
}

}  // namespace

TEST_CASE("a WebP's streams lose what lies behind their ends, whatever it is") {
  for (const auto& webp : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    const WebpPicture plain = PictureIn(webp);
    for (const auto& behind :
         {std::string(9, '\0'), std::string(5000, 'x'), webp, "\xff"s + webp}) {
      WebpPicture grown = plain;
      const std::string data = std::string(plain.data) + behind;
      grown.data = data;
      const std::string alpha = std::string(plain.alpha) + behind;
      if (!plain.alpha.empty()) grown.alpha = alpha;
      const auto only = OnlyPicture(grown);
      REQUIRE(only.ok());
      CHECK(plain.data.starts_with(only->data));
      CHECK(only->data.size() + 8 >= plain.data.size());
      CHECK(plain.alpha.starts_with(only->alpha));
      CHECK(only->alpha.size() + 8 >= plain.alpha.size());
      CHECK(std::pair{only->width, only->height} == std::pair{kWebpWidth, kWebpHeight});
      const auto again = OnlyPicture(*only);
      REQUIRE(again.ok());
      CHECK(again->data.size() == only->data.size());
    }
  }
}

TEST_CASE("a WebP's raw alpha is as long as it has pixels") {
  WebpPicture picture = PictureIn(TransparentWebp());
  const std::string raw = "\0"s + std::string(kWebpWidth * kWebpHeight, '\x80');
  const std::string longer = raw + "hidden";
  picture.alpha = longer;
  const auto only = OnlyPicture(picture);
  REQUIRE(only.ok());
  CHECK(only->alpha == raw);
  picture.alpha = std::string_view(raw).substr(0, raw.size() - 1);
  CHECK(IsDamaged(picture));
  for (const char method : {'\2', '\3'}) {
    const std::string reserved = method + raw.substr(1);
    picture.alpha = reserved;
    CHECK(IsDamaged(picture));
  }
  picture.alpha = "\1no lossless stream";
  CHECK(IsDamaged(picture));
}

TEST_CASE("a WebP's streams that are not whole are damaged") {
  for (const auto& webp : {LossyWebp(), LosslessWebp()}) {
    const WebpPicture plain = PictureIn(webp);
    for (std::size_t length = 0; length + 9 < plain.data.size();
         length += 1 + plain.data.size() / 20) {
      INFO(length);
      WebpPicture cut = plain;
      cut.data = plain.data.substr(0, length);
      CHECK(IsDamaged(cut));
    }
  }
}

TEST_CASE("the memory for a WebP grows with its pixels and with what tells them") {
  WebpPicture lossy;
  lossy.width = 4000;
  lossy.height = 3000;
  WebpPicture lossless = lossy, raw = lossy, packed = lossy;
  lossless.lossless = true;
  raw.alpha = std::string_view("\0a", 2);
  packed.alpha = "\1a";
  constexpr std::uint64_t kPixels = 4000 * 3000;
  CHECK(WebpMemory(lossy) < 4 * kPixels);  // rows in flight alone
  CHECK(WebpMemory(raw) == WebpMemory(lossy) + kPixels);
  CHECK(WebpMemory(lossless) > WebpMemory(lossy) + 4 * kPixels);
  CHECK(WebpMemory(packed) == WebpMemory(lossless) + kPixels);
  WebpPicture widest = lossless;  // no number wraps round
  widest.width = widest.height = 16'384;
  CHECK(WebpMemory(widest) > 4ULL * 16'384 * 16'384);
}
