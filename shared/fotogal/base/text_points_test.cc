#include "fotogal/base/text_points.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal::text;

TEST_CASE("a text becomes code points and back") {
  const auto points = PointsOf("aé😀");
  REQUIRE(points);
  CHECK(*points == std::vector<TextPoint>{'a', 0xe9, 0x1f600});
  CHECK(Utf8Of(*points) == "aé😀");
  CHECK(!PointsOf("\xff"));
  CHECK(!PointsOf("\xc3"));
  CHECK(PointsOf("")->empty());
}

TEST_CASE("the beginning of a text ends between code points") {
  CHECK(Beginning("aé😀", 3) == "aé😀");
  CHECK(Beginning("aé😀b", 3) == "aé😀…");
  CHECK(Beginning("aé😀b", 1) == "a…");
  CHECK(Beginning("", 3).empty());
}

TEST_CASE("what a code point is") {
  CHECK(IsLetterPoint(0xe9));
  CHECK(IsMarkPoint(0x301));
  CHECK(IsDigitPoint(0x661));
  CHECK(!IsLetterPoint('_'));
  CHECK(IsAsciiWord('_'));
  CHECK(!IsAsciiWord(0xe9));
  for (const TextPoint spaced : {0xe9, 0x436, 0x627, 0x915, 0x1e43}) CHECK(IsSpacedWord(spaced));
  for (const TextPoint other : {int{'a'}, 0x306b, 0x4e2d, 0xd55c, 0xe01, 0x2014, 0x1f600, 0x20021})
    CHECK(!IsSpacedWord(other));
  CHECK(IsSymbolOrWord(0x272a));
  for (const TextPoint other : {int{'a'}, 0x3002, 0x2019, 0xa0, 0x200d})
    CHECK(!IsSymbolOrWord(other));
}
