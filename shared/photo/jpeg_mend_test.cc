#include "photo/jpeg_mend.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_jpeg.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("bytes about a JPEG's restart marks go, and the picture stays") {
  const std::string plain = Jpeg(90, 200, {.restart_rows = 1});
  const auto restarts = RestartsOf(plain);
  REQUIRE(restarts.size() > 6);
  const auto at = restarts[3];
  const auto pixels = StrictPixels(plain);
  const Odd same[] = {{"nothing", plain},
                      {"fill bytes", Inserted(plain, at, std::string(5, '\xff'))},
                      {"zeros", Inserted(plain, at, std::string(18, '\0'))},
                      {"text", Inserted(plain, at, "hidden words")},
                      {"two fillers", Inserted(Inserted(plain, restarts[5], "abc"), at, "abc")}};
  for (const auto& odd : same) {
    INFO(odd.name);
    const std::string stored = Stored(odd.bytes);
    CHECK((StrictPixels(stored) == pixels));
    CHECK_FALSE(Holds(stored, "hidden"));
  }
  const Odd others[] = {{"a missing one", std::string(plain).erase(at, 2)},
                        {"a wrong number", std::string(plain).replace(at + 1, 1, "\xd0")},
                        {"one twice", Inserted(plain, at, plain.substr(at, 2))},
                        {"a missing row", std::string(plain).erase(at, restarts[4] - at)},
                        {"one where none belongs",
                         Inserted(Jpeg(90, 200), ScanDataOf(Jpeg(90, 200)) + 400, "\xff\xd3")},
                        {"another segment in the data",
                         Inserted(plain, at + 20, photo::testing::Segment(kApp1, "abcdef"))},
                        {"an end mark in the data", Inserted(plain, at + 20, "\xff\xd9")}};
  for (const auto& odd : others) {
    INFO(odd.name);
    CHECK(StrictPixels(Stored(odd.bytes)).size() == pixels.size());
  }
}

TEST_CASE("a JPEG may lack its end and its last row of blocks, and no more") {
  const std::string plain = Jpeg(90, 400, {.restart_rows = 1});
  const auto restarts = RestartsOf(plain);
  const auto pixels = StrictPixels(plain);
  const std::size_t above = 90U * 3 * (400 - 16);  // the last row of blocks, and what bleeds up
  const auto last = restarts.back();
  for (const auto length : {last, last + 2, last + 30, plain.size() - 3}) {
    INFO(length);
    auto stored = StrictPixels(Stored(plain.substr(0, length)));
    REQUIRE(stored.size() == pixels.size());
    CHECK(std::equal(pixels.begin(), pixels.begin() + static_cast<std::ptrdiff_t>(above - 270),
                     stored.begin()));
  }
  for (const auto length : {restarts[restarts.size() - 2] + 4, plain.size() / 2,
                            ScanDataOf(plain) + 1, ScanDataOf(plain), MarkerAt(plain, kSos)}) {
    INFO(length);
    CHECK(Make(plain.substr(0, length)).error() == Refusal::kDamaged);
  }
  // Of a small picture, the last row of blocks is too much of it.
  const std::string small = Jpeg(30, 30);
  CHECK_FALSE(Make(small.substr(0, small.size() - 60)).ok());
}

TEST_CASE("a JPEG is mended within its computed memory, or refused as too large") {
  const std::string odd = Inserted(Jpeg(90, 60), Jpeg(90, 60).size() - 2, "junk of many bytes");
  const auto header = Inspect(odd);
  REQUIRE(header.ok());
  CHECK(header->mendable);
  const auto clean = Sanitize(odd, *header);
  REQUIRE(clean.ok());
  CHECK(StrictPixels(clean->bytes).empty());
}
