// JPEGs that are not as the standard has them, and that every browser shows.
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/jpeg_segments.h"
#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

namespace {

// The whole picture as it is decoded without a warning, or nothing.
std::vector<std::uint8_t> StrictPixels(const std::string& jpeg) {
  Whole whole;
  if (!DecodeJpeg(jpeg, whole).ok()) return {};
  return whole.pixels.bytes;
}

std::size_t At(const std::string& jpeg, unsigned marker) {
  const auto at = jpeg.find(std::string{'\xff', static_cast<char>(marker)});
  REQUIRE(at != std::string::npos);
  return at;
}
std::string With(const std::string& jpeg, std::size_t at, const std::string& what) {
  return jpeg.substr(0, at) + what + jpeg.substr(at);
}
// Where a scan's data begin.
std::size_t DataOf(const std::string& jpeg) {
  const auto scan = At(jpeg, kSos);
  return scan + 2 + Big16(jpeg, scan + 2);
}
std::string WithSelection(const std::string& jpeg, const std::string& numbers) {
  return std::string(jpeg).replace(DataOf(jpeg) - 3, 3, numbers);
}
std::vector<std::size_t> Restarts(const std::string& jpeg) {
  std::vector<std::size_t> found;
  for (auto at = DataOf(jpeg); at + 1 < jpeg.size(); ++at) {
    if (photo::Byte(jpeg, at) == 0xff && photo::Byte(jpeg, at + 1) >= kRst0 &&
        photo::Byte(jpeg, at + 1) <= kRst7)
      found.push_back(at);
  }
  return found;
}

const std::string kJfif = photo::testing::Segment(0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0"s);

}  // namespace

TEST_CASE("what lies between or around a JPEG's segments costs nothing of the picture") {
  const std::string plain = Jpeg(90, 200);
  const auto tables = At(plain, kDqt), scan = At(plain, kSos), end = plain.size() - 2;
  const Odd all[] = {
      {"zeros between segments", With(plain, tables, std::string(18, '\0'))},
      {"text between segments", With(plain, tables, "hello world")},
      {"escaped bytes between segments", With(plain, tables, "\xff\0\xff\0"s)},
      {"text before the scan", With(plain, scan, "hello")},
      {"fill bytes before a segment", With(plain, tables, std::string(7, '\xff'))},
      {"fill bytes before the end", With(plain, end, std::string(9, '\xff'))},
      {"a restart mark between segments", With(plain, tables, "\xff\xd0")},
      {"a mark that stands alone", With(plain, tables, "\xff\x01")},
      {"a comment of length 0", With(plain, tables, "\xff\xfe\0\0"s)},
      {"an application's segment of length 1", With(plain, tables, "\xff\xe5\0\1"s)},
      {"arithmetic conditioning for nothing", WithSegment(plain, kDac, "\0\0"s)},
      {"its height once more, behind the scan",
       With(plain, end, photo::testing::Segment(kDnl, "\0\xc8"s))},
      {"its height once more, before all", WithSegment(plain, kDnl, "\0\xc8"s)},
      {"a comment behind the scan", With(plain, end, photo::testing::Segment(kCom, "a place"))},
      {"zeros at the end of the scan", With(plain, end, std::string(40, '\0'))},
      {"text at the end of the scan", With(plain, end, "a place, 38.7N 9.1W")},
      {"an unknown segment behind the scan", With(plain, end, photo::testing::Segment(0xf0, "x"))},
      {"a second picture behind the end", plain + plain},
      {"a film behind the end", plain +
                                    "\0\0\0\x18"
                                    "ftypmp42"s +
                                    std::string(500, 'm')},
      {"pictures that its MPF segment points at",
       WithSegment(plain, kApp2, "MPF\0MM\0*\0\0\0\x08"s) + Jpeg(20, 20)},
      {"no end mark", plain.substr(0, end)},
      {"half an end mark", plain.substr(0, end + 1)},
      {"zeros for an end mark", plain.substr(0, end) + std::string(300, '\0')},
      {"a scan that selects 0 to 0", WithSelection(plain, "\0\0\0"s)},
      {"a scan that selects 1 to 63", WithSelection(plain, "\1\x3f\0"s)},
      {"a scan with an approximation", WithSelection(plain, "\0\x3f\x10"s)},
      {"a second JFIF mark", With(plain, 2, kJfif)},
      {"a JFIF mark that is too short", With(plain, 2, photo::testing::Segment(0xe0, "JFIF\0"s))},
      {"a second frame behind the scan", With(plain, end, plain.substr(At(plain, kSof0), 19))},
  };
  const auto pixels = StrictPixels(plain);
  for (const auto& odd : all) {
    INFO(odd.name);
    const std::string stored = Stored(odd.bytes);
    CHECK((StrictPixels(stored) == pixels));  // and so without a warning
    CHECK_FALSE(Holds(stored, "hello"));
    CHECK_FALSE(Holds(stored, "place"));
    CHECK_FALSE(Holds(stored, "ftyp"));
  }
}

TEST_CASE("marks of a JPEG's colours say in the stored file what browsers read in them") {
  const std::string plain = Jpeg(90, 60);
  REQUIRE(plain.substr(2, 2) == "\xff\xe0");
  const std::string bare = plain.substr(0, 2) + plain.substr(4 + Big16(plain, 4));
  const auto adobe = [](char transform) {
    return photo::testing::Segment(kApp14, "Adobe\0\x64\0\0\0\0"s + transform);
  };
  const auto pixels = StrictPixels(plain);
  CHECK((StrictPixels(Stored(bare)) == pixels));
  CHECK((StrictPixels(Stored(With(bare, 2, adobe(1)))) == pixels));
  CHECK((StrictPixels(Stored(With(bare, 2, adobe(2)))) == pixels));
  CHECK((StrictPixels(Stored(With(bare, 2, adobe(0)))) != pixels));  // RGB
  CHECK((StrictPixels(Stored(With(plain, 2, adobe(0)))) == pixels));
  CHECK((StrictPixels(Stored(With(bare, 2, photo::testing::Segment(kApp14, "Adobe\0\x64\0"s)))) ==
         pixels));
  for (const auto& jfif : {"JFIF\0\x09\1\0\0\1\0\1\0\0"s, "JFIF\0\1\1\x07\0\1\0\1\0\0"s,
                           "JFIF\0\1\1\1\0\0\0\0\0\0"s, "JFIF\0\1\1\0\0\1\0\1\x10\x10"s}) {
    const std::string stored = Stored(With(bare, 2, photo::testing::Segment(0xe0, jfif)));
    CHECK((StrictPixels(stored) == pixels));
    CHECK(Holds(stored, "JFIF\0\1"s));
  }
}

TEST_CASE("bytes about a JPEG's restart marks go, and the picture stays") {
  const std::string plain = Jpeg(90, 200, {.restart_rows = 1});
  const auto restarts = Restarts(plain);
  REQUIRE(restarts.size() > 6);
  const auto at = restarts[3];
  const auto pixels = StrictPixels(plain);
  const Odd same[] = {{"nothing", plain},
                      {"fill bytes", With(plain, at, std::string(5, '\xff'))},
                      {"zeros", With(plain, at, std::string(18, '\0'))},
                      {"text", With(plain, at, "hidden words")},
                      {"two fillers", With(With(plain, restarts[5], "abc"), at, "abc")}};
  for (const auto& odd : same) {
    INFO(odd.name);
    const std::string stored = Stored(odd.bytes);
    CHECK((StrictPixels(stored) == pixels));
    CHECK_FALSE(Holds(stored, "hidden"));
  }
  const Odd others[] = {
      {"a missing one", std::string(plain).erase(at, 2)},
      {"a wrong number", std::string(plain).replace(at + 1, 1, "\xd0")},
      {"one twice", With(plain, at, plain.substr(at, 2))},
      {"a missing row", std::string(plain).erase(at, restarts[4] - at)},
      {"one where none belongs", With(Jpeg(90, 200), DataOf(Jpeg(90, 200)) + 400, "\xff\xd3")},
      {"another segment in the data",
       With(plain, at + 20, photo::testing::Segment(kApp1, "abcdef"))},
      {"an end mark in the data", With(plain, at + 20, "\xff\xd9")}};
  for (const auto& odd : others) {
    INFO(odd.name);
    CHECK(StrictPixels(Stored(odd.bytes)).size() == pixels.size());
  }
}

TEST_CASE("a JPEG may lack its end and its last row of blocks, and no more") {
  const std::string plain = Jpeg(90, 400, {.restart_rows = 1});
  const auto restarts = Restarts(plain);
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
  for (const auto length : {restarts[restarts.size() - 2] + 4, plain.size() / 2, DataOf(plain) + 1,
                            DataOf(plain), At(plain, kSos)}) {
    INFO(length);
    CHECK(Make(plain.substr(0, length)).error() == Refusal::kDamaged);
  }
  // Of a small picture, the last row of blocks is too much of it.
  const std::string small = Jpeg(30, 30);
  CHECK_FALSE(Make(small.substr(0, small.size() - 60)).ok());
}

TEST_CASE("a progressive JPEG is whole when all its bits are there") {
  const std::string plain = Jpeg(90, 200, {.progressive = true});
  const auto pixels = StrictPixels(plain);
  CHECK((StrictPixels(Stored(plain.substr(0, plain.size() - 2))) == pixels));
  CHECK((StrictPixels(Stored(plain.substr(0, plain.size() - 2) + "trailing")) == pixels));
  for (auto scan = plain.find("\xff\xda"); scan != std::string::npos;
       scan = plain.find("\xff\xda", scan + 2)) {
    INFO(scan);  // the scans before it are whole
    CHECK(Make(plain.substr(0, scan)).error() == Refusal::kDamaged);
  }
  CHECK(Make(plain.substr(0, plain.size() * 9 / 10)).error() == Refusal::kDamaged);
  // With its end mark, browsers show what there is.
  const auto last = plain.rfind("\xff\xda");
  CHECK(StrictPixels(Stored(plain.substr(0, last) + "\xff\xd9")).size() == pixels.size());
}

TEST_CASE("what no browser takes for a JPEG is refused") {
  const std::string plain = Jpeg(90, 60);
  const auto tables = At(plain, kDqt), scan = At(plain, kSos);
  const Odd all[] = {{"a second start mark", With(plain, 2, "\xff\xd8")},
                     {"an end mark before the frame", With(plain, tables, "\xff\xd9")},
                     {"a reserved segment", WithSegment(plain, 0xf0, "x")},
                     {"a segment of no kind", WithSegment(plain, 0x02, "x")},
                     {"a segment beyond the end", With(plain, 2, "\xff\xe5\xff\xff")},
                     {"two frames", With(plain, scan, plain.substr(At(plain, kSof0), 19))},
                     {"no tables", std::string(plain).erase(tables, 2 + Big16(plain, tables + 2))},
                     {"nothing in its scan", plain.substr(0, DataOf(plain)) + "\xff\xd9"}};
  for (const auto& odd : all) {
    INFO(odd.name);
    CHECK(Make(odd.bytes).error() == Refusal::kDamaged);
  }
}

TEST_CASE("a JPEG is mended within its computed memory, or refused as too large") {
  const std::string odd = With(Jpeg(90, 60), Jpeg(90, 60).size() - 2, "junk of many bytes");
  const auto header = Inspect(odd);
  REQUIRE(header.ok());
  CHECK(header->mendable);
  const auto clean = Sanitize(odd, *header);
  REQUIRE(clean.ok());
  CHECK(StrictPixels(clean->bytes).empty());
}
