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

namespace {

// Markers and payloads up to the end or to what cannot be a segment.
struct Walked {
  std::vector<unsigned> markers;
  std::vector<std::string> payloads, data;
  bool damaged = false;
};
Walked Walk(const std::string& bytes) {
  Walked walked;
  Segments segments(bytes);
  for (;;) {
    const auto segment = segments.Next();
    walked.damaged = !segment.ok();
    if (walked.damaged) return walked;
    walked.markers.push_back(segment->marker);
    walked.payloads.emplace_back(segment->payload);
    walked.data.emplace_back(segment->data);
    if (segment->marker == kNone || segment->marker == kEoi) return walked;
  }
}
using Markers = std::vector<unsigned>;

const std::string kStart = "\xff\xd8", kEndMark = "\xff\xd9";
const std::string kFrame = photo::testing::Segment(kSof0, std::string(15, '\1'));
const std::string kScan = photo::testing::Segment(kSos, "\1\1\0\0\x3f\0"s);

}  // namespace

TEST_CASE("a JPEG's marker is a frame, a table, ignored, or none of them") {
  for (unsigned marker = 0; marker < 256; ++marker) {
    INFO(marker);
    const bool frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    CHECK(IsFrame(marker) == frame);
    CHECK(IsTable(marker) == (marker == 0xc4 || marker == 0xdb || marker == 0xdd));
    CHECK(IsIgnored(marker) == ((marker >= 0xe0 && marker <= 0xef) || marker == 0xfe ||
                                marker == 0xcc || marker == 0xdc));
  }
}

TEST_CASE("a JPEG's segments come one by one, a scan with its data") {
  const std::string data = "ab\xff\0cd\xff\xd0-\xff\xff\xd7+"s;
  const std::string bytes = kStart + photo::testing::Segment(kDqt, "table") + "between" + kFrame +
                            "\xff\0\xff\xff"s + kScan + data + photo::testing::Segment(kCom, "") +
                            kScan + kEndMark + kScan;
  const auto walked = Walk(bytes);
  CHECK_FALSE(walked.damaged);
  CHECK(walked.markers == Markers{kDqt, kSof0, kSos, kCom, kSos, kEoi});
  CHECK(walked.payloads == std::vector{"table"s, std::string(15, '\1'), "\1\1\0\0\x3f\0"s, ""s,
                                       "\1\1\0\0\x3f\0"s, ""s});
  CHECK(walked.data == std::vector{""s, ""s, data, ""s, ""s, ""s});
}

TEST_CASE(
    "what cannot be a segment is an error before a JPEG's first scan, and its end behind it") {
  const std::string wrong[] = {"",
                               "\xff",
                               "\xff\xdb",
                               "\xff\xdb\0"s,
                               "\xff\xdb\0\1"s,   // too short for its own length
                               "\xff\xdb\0\4a"s,  // longer than what there is
                               photo::testing::Segment(0xf0, "x"),
                               photo::testing::Segment(kJpg, "x"),
                               kFrame + kFrame,
                               photo::testing::Segment(kSos, ""),
                               photo::testing::Segment(kSos, "\2\1\0\0\x3f\0"s),  // of 2 components
                               "no marker at all"};
  for (const auto& bytes : wrong) {
    CHECK(Walk(kStart + bytes).damaged);
    const auto behind = Walk(kStart + kFrame + kScan + "data" + bytes);
    CHECK_FALSE(behind.damaged);
    REQUIRE(behind.markers == Markers{kSof0, kSos, kNone});
    CHECK(behind.data[1].starts_with("data"));
  }
  CHECK(Walk(kStart + kScan).damaged);  // of no frame
  CHECK(Walk(kStart + kFrame + kFrame + kScan + kEndMark).damaged);
  CHECK(Walk(kStart + kEndMark).markers == Markers{kEoi});
}

TEST_CASE("bytes that fill up to a JPEG's marker hide it in no scan") {
  for (std::size_t fill = 0; fill < 4; ++fill) {
    const auto walked = Walk(kStart + kFrame + kScan + "ab" + std::string(fill, '\xff') + kEndMark);
    CHECK(walked.markers == Markers{kSof0, kSos, kEoi});
  }
}

TEST_CASE("a JPEG that is cut off anywhere ends with an error or without an end mark") {
  const std::string plain = Jpeg(40, 40, {.restart_rows = 1});
  const auto scan = ScanDataOf(plain);
  for (std::size_t length = 2; length < plain.size(); ++length) {
    INFO(length);
    const auto walked = Walk(plain.substr(0, length));
    CHECK(walked.damaged == (length < scan));
    if (!walked.damaged) CHECK(walked.markers.back() == kNone);
  }
  CHECK(Walk(plain).markers.back() == kEoi);
}
