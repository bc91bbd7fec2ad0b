// What bounds a photo is the memory that decoding it takes, not its pixels.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "photo/photo.h"
#include "tests/photos/large_photo.h"
#include "tests/photos/photo_process.h"

using namespace tests;

namespace {

std::string Named(int width, int height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

// What is made of a file in a process that may take no more than its headers say.
Probed Alone(const std::string& bytes) {
  Scratch scratch;
  const std::string file = scratch.path() + "/photo";
  WriteFile(file, bytes);
  const auto probed = Probe({{file, scratch.path() + "/made"}}, scratch.path());
  REQUIRE(probed.size() == 1);
  return probed.front();
}

void CheckMade(const std::string& bytes, const std::string& type) {
  CHECK(bytes.size() <= photo::kMaxBytes);
  const auto probed = Alone(bytes);
  CHECK(probed.result == "made " + type);
  CHECK(probed.computed <= photo::kMaxMemory);
  CHECK(probed.taken <= probed.computed);
}

std::string Flat(int width, int height, PictureOptions options) {
  return EncodeJpeg(
      width, height, [](int, int) { return std::uint8_t{90}; }, options);
}

bool IsWhole() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr; }

}  // namespace

TEST_CASE("photos of 50, 64 and 200 megapixels are made within their rows' memory") {
  for (const auto& [width, height] : {std::pair{8192, 6144}, {9248, 6936}, {16320, 12240}}) {
    INFO(Named(width, height));
    std::string bytes = LargePhoto(1, {.quality = 40}, width, height);
    CheckMade(bytes, "jpeg");
    // Without its end mark, as a telephone leaves it that was interrupted.
    if (IsWhole()) CheckMade(bytes.substr(0, bytes.size() - 2), "jpeg");
  }
}

TEST_CASE("a progressive photo is made while its coefficients fit into memory") {
  CheckMade(Flat(8192, 6144, {.progressive = true}), "jpeg");
  std::string large = Flat(16, 16, {.progressive = true});
  const std::string sides{12240 >> 8, static_cast<char>(12240 & 255), 16320 >> 8,
                          static_cast<char>(16320 & 255)};
  large.replace(large.find("\xff\xc2") + 5, 4, sides);
  CHECK(Alone(large).result == "refused image_too_large");
}

TEST_CASE("an odd JPEG is written anew while its coefficients fit into memory") {
  const auto odd = [](int width, int height) {
    std::string bytes = Flat(width, height, {});
    return bytes.insert(bytes.size() - 2, "bytes that do not belong here");
  };
  CheckMade(odd(8192, 6144), "jpeg");
  CHECK(Alone(odd(16320, 12240)).result == "refused image_too_large");
}

TEST_CASE("PNGs and WebPs of many megapixels are made, and refused where all rows are kept") {
  CheckMade(LargePng(8192, 1536, {}), "png");
  CheckMade(
      EncodeWebp(4096, 1024,
                 [](int byte, int row) { return static_cast<std::uint8_t>(byte / 9 + row); }, {}),
      "webp");
  CheckMade(
      EncodeWebp(4096, 1024, [](int byte, int) { return static_cast<std::uint8_t>(byte / 90); },
                 {.lossless = true}),
      "webp");
  if (!IsWhole()) return;
  CheckMade(EncodePng(16320, 12240, [](int, int) { return std::uint8_t{7}; }), "png");
  CHECK(
      Alone(EncodePng(12000, 12000, [](int, int) { return std::uint8_t{7}; }, {.interlaced = true}))
          .result == "refused image_too_large");
}
