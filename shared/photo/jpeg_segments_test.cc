#include "photo/jpeg_segments.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_jpeg.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("what no browser takes for a JPEG is refused") {
  const std::string plain = Jpeg(90, 60);
  const auto tables = MarkerAt(plain, kDqt), scan = MarkerAt(plain, kSos);
  const Odd all[] = {
      {"a second start mark", Inserted(plain, 2, "\xff\xd8")},
      {"an end mark before the frame", Inserted(plain, tables, "\xff\xd9")},
      {"a reserved segment", WithSegment(plain, 0xf0, "x")},
      {"a segment of no kind", WithSegment(plain, 0x02, "x")},
      {"a segment beyond the end", Inserted(plain, 2, "\xff\xe5\xff\xff")},
      {"two frames", Inserted(plain, scan, plain.substr(MarkerAt(plain, kSof0), 19))},
      {"no tables", std::string(plain).erase(tables, 2 + Big16(plain, tables + 2))},
      {"nothing in its scan", plain.substr(0, ScanDataOf(plain)) + "\xff\xd9"}};
  for (const auto& odd : all) {
    INFO(odd.name);
    CHECK(Make(odd.bytes).error() == Refusal::kDamaged);
  }
}
