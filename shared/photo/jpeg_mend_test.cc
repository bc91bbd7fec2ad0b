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

namespace {

Header MendableHeader(const std::string& jpeg) {
  const auto header = Inspect(jpeg);
  REQUIRE(header.ok());
  REQUIRE(header->mendable);
  return *header;
}
Clean CleanOf(const std::string& jpeg) {
  auto clean = Sanitize(jpeg, MendableHeader(jpeg));
  REQUIRE(clean.ok());
  return *clean;
}

}  // namespace

TEST_CASE("a mended JPEG has the same pixels, in one sequential scan, and its own segments") {
  for (const auto& options : {tests::PictureOptions{}, tests::PictureOptions{.progressive = true},
                              tests::PictureOptions{.restart_rows = 1}}) {
    const std::string icc = Profile();
    const std::string jpeg = WithSegment(WithSegment(Jpeg(90, 70, options), kApp1, kExif + Exif(6)),
                                         kApp2, "ICC_PROFILE\0\1\1"s + icc);
    Clean clean = CleanOf(jpeg);
    const auto pixels = StrictPixels(clean.bytes);
    const auto segments = clean.bytes.substr(0, clean.bytes.find(icc) + icc.size());
    REQUIRE(MendJpeg(clean, MendableHeader(jpeg)).ok());
    CHECK((StrictPixels(clean.bytes) == pixels));
    CHECK(clean.bytes.starts_with(segments));
    CHECK(clean.icc == icc);
    CHECK(MendableHeader(clean.bytes).orientation == 6);
    CHECK(clean.bytes.ends_with("\xff\xd9"));
    CHECK(MarkerAt(clean.bytes, kSof0) < MarkerAt(clean.bytes, kSos));
    CHECK(clean.bytes.find("\xff\xda") == clean.bytes.rfind("\xff\xda"));
  }
}

TEST_CASE("a JPEG whose coefficients would not fit into memory is left as it is") {
  const std::string jpeg = Jpeg(90, 70);
  Clean clean = CleanOf(jpeg);
  const std::string before = clean.bytes;
  Header header = MendableHeader(jpeg);
  header.mendable = false;
  const auto mended = MendJpeg(clean, header);
  REQUIRE_FALSE(mended.ok());
  CHECK(mended.error() == Refusal::kTooLarge);
  CHECK(clean.bytes == before);
}

TEST_CASE("rows may be missing where a JPEG's end mark is its own") {
  const std::string plain = Jpeg(90, 400, {.restart_rows = 1});
  const Header header = MendableHeader(plain);
  const auto half = RestartsOf(plain)[10];
  for (const bool open_end : {true, false}) {
    Clean clean;
    clean.bytes = plain.substr(0, half) + "\xff\xd9";
    clean.open_end = open_end;
    const auto mended = MendJpeg(clean, header);
    CHECK(mended.ok() == !open_end);
    if (open_end) {
      CHECK(mended.error() == Refusal::kDamaged);
    } else {
      CHECK(StrictPixels(clean.bytes).size() == 90U * 400 * 3);
    }
  }
  Clean nearly;  // but for the last row of blocks
  nearly.bytes = plain.substr(0, RestartsOf(plain).back()) + "\xff\xd9";
  nearly.open_end = true;
  REQUIRE(MendJpeg(nearly, header).ok());
  CHECK_FALSE(nearly.open_end);
  CHECK(StrictPixels(nearly.bytes).size() == 90U * 400 * 3);
}

TEST_CASE("what libjpeg does not read is damaged") {
  const std::string plain = Jpeg(90, 70);
  const auto scan = MarkerAt(plain, kSos), tables = MarkerAt(plain, kDqt);
  for (const auto& bytes :
       {"\xff\xd8\xff\xd9"s, "\xff\xd8"s + std::string(50, 'x') + "\xff\xd9",
        plain.substr(0, scan) + "\xff\xd9", plain.substr(0, tables) + plain.substr(scan)}) {
    Clean clean;
    clean.bytes = bytes;
    const auto mended = MendJpeg(clean, MendableHeader(plain));
    REQUIRE_FALSE(mended.ok());
    CHECK(mended.error() == Refusal::kDamaged);
  }
}
