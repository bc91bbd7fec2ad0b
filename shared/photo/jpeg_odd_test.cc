// JPEGs that are not as the standard has them, and that every browser shows.
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_jpeg.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

namespace {

std::string WithSelection(const std::string& jpeg, const std::string& numbers) {
  return std::string(jpeg).replace(ScanDataOf(jpeg) - 3, 3, numbers);
}
const std::string kJfif = photo::testing::Segment(0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0"s);

}  // namespace

TEST_CASE("what lies between or around a JPEG's segments costs nothing of the picture") {
  const std::string plain = Jpeg(90, 200);
  const auto tables = MarkerAt(plain, kDqt), scan = MarkerAt(plain, kSos), end = plain.size() - 2;
  const Odd all[] = {
      {"zeros between segments", Inserted(plain, tables, std::string(18, '\0'))},
      {"text between segments", Inserted(plain, tables, "hello world")},
      {"escaped bytes between segments", Inserted(plain, tables, "\xff\0\xff\0"s)},
      {"text before the scan", Inserted(plain, scan, "hello")},
      {"fill bytes before a segment", Inserted(plain, tables, std::string(7, '\xff'))},
      {"fill bytes before the end", Inserted(plain, end, std::string(9, '\xff'))},
      {"a restart mark between segments", Inserted(plain, tables, "\xff\xd0")},
      {"a mark that stands alone", Inserted(plain, tables, "\xff\x01")},
      {"a comment of length 0", Inserted(plain, tables, "\xff\xfe\0\0"s)},
      {"an application's segment of length 1", Inserted(plain, tables, "\xff\xe5\0\1"s)},
      {"arithmetic conditioning for nothing", WithSegment(plain, kDac, "\0\0"s)},
      {"its height once more, behind the scan",
       Inserted(plain, end, photo::testing::Segment(kDnl, "\0\xc8"s))},
      {"its height once more, before all", WithSegment(plain, kDnl, "\0\xc8"s)},
      {"a comment behind the scan", Inserted(plain, end, photo::testing::Segment(kCom, "a place"))},
      {"zeros at the end of the scan", Inserted(plain, end, std::string(40, '\0'))},
      {"text at the end of the scan", Inserted(plain, end, "a place, 38.7N 9.1W")},
      {"an unknown segment behind the scan",
       Inserted(plain, end, photo::testing::Segment(0xf0, "x"))},
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
      {"a second JFIF mark", Inserted(plain, 2, kJfif)},
      {"a JFIF mark that is too short",
       Inserted(plain, 2, photo::testing::Segment(0xe0, "JFIF\0"s))},
      {"a second frame behind the scan",
       Inserted(plain, end, plain.substr(MarkerAt(plain, kSof0), 19))},
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
  CHECK((StrictPixels(Stored(Inserted(bare, 2, adobe(1)))) == pixels));
  CHECK((StrictPixels(Stored(Inserted(bare, 2, adobe(2)))) == pixels));
  CHECK((StrictPixels(Stored(Inserted(bare, 2, adobe(0)))) != pixels));  // RGB
  CHECK((StrictPixels(Stored(Inserted(plain, 2, adobe(0)))) == pixels));
  CHECK((StrictPixels(Stored(
             Inserted(bare, 2, photo::testing::Segment(kApp14, "Adobe\0\x64\0"s)))) == pixels));
  for (const auto& jfif : {"JFIF\0\x09\1\0\0\1\0\1\0\0"s, "JFIF\0\1\1\x07\0\1\0\1\0\0"s,
                           "JFIF\0\1\1\1\0\0\0\0\0\0"s, "JFIF\0\1\1\0\0\1\0\1\x10\x10"s}) {
    const std::string stored = Stored(Inserted(bare, 2, photo::testing::Segment(0xe0, jfif)));
    CHECK((StrictPixels(stored) == pixels));
    CHECK(Holds(stored, "JFIF\0\1"s));
  }
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
