#include "photo/jpeg_stream.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

TEST_CASE("a JPEG loses whatever is not the picture, and nothing of it") {
  const std::string plain = Cleaned(Jpeg(40, 30));
  const std::string xmp("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>me</x:xmpmeta>", 53);
  const std::pair<unsigned, std::string> extras[] = {{0xe1, kExif + Exif(1)},
                                                     {0xe1, xmp},
                                                     {0xed, "Photoshop 3.0"},
                                                     {0xe2, std::string("MPF\0MM\0*", 8)},
                                                     {0xe0,
                                                      "JFXX\0\x10"
                                                      "thumb"},
                                                     {0xfe, "a comment"},
                                                     {0xec, "Ducky"},
                                                     {0xef, "whatever"},
                                                     {0xfe, ""},
                                                     {0xe1, std::string(65533, 'x')}};
  std::string all = Jpeg(40, 30);
  for (const auto& [marker, payload] : extras) {
    INFO(payload.substr(0, 12));
    CHECK(Cleaned(WithSegment(Jpeg(40, 30), marker, payload)) == plain);
    all = WithSegment(all, marker, payload);
  }
  CHECK(Cleaned(all) == plain);
  CHECK(Cleaned(Jpeg(40, 30) + "PK\x03\x04 an archive behind the end") == plain);
  CHECK(Cleaned(Jpeg(40, 30) + Jpeg(40, 30)) == plain);
  CHECK(Cleaned(plain) == plain);
}

TEST_CASE("a JPEG's embedded thumbnail goes, its density stays") {
  const std::string jfif("JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x01\x10\x20\x30", 17);
  const std::string jpeg = Jpeg(8, 8);
  const std::size_t behind = 4 + Big16(jpeg, 4) - 2 + 2;  // its own JFIF segment
  const std::string clean =
      Cleaned(jpeg.substr(0, 2) + photo::testing::Segment(0xe0, jfif) + jpeg.substr(behind));
  CHECK(Holds(clean, photo::testing::Segment(0xe0, jfif.substr(0, 12) + std::string(2, '\0'))));
  CHECK_FALSE(Holds(clean, "\x10\x20\x30"));
}

TEST_CASE("a JPEG's colour profile stays whole, whatever pieces it came in") {
  const std::string icc = Profile("RGB ", 100'000);
  const auto piece = [&](int number, int of, std::size_t from, std::size_t length) {
    std::string payload("ICC_PROFILE\0", 12);
    payload += static_cast<char>(number);
    payload += static_cast<char>(of);
    return payload + icc.substr(from, length);
  };
  const auto icc_of = [](const std::string& bytes) {
    return Sanitize(bytes, *Inspect(bytes))->icc;
  };
  std::string jpeg = WithSegment(Jpeg(9, 9), 0xe2, piece(2, 2, 60'000, 40'000));
  jpeg = WithSegment(jpeg, 0xe2, piece(1, 2, 0, 60'000));
  CHECK(icc_of(jpeg) == icc);
  CHECK(icc_of(Cleaned(jpeg)) == icc);
  const std::string swapped = WithSegment(WithSegment(Jpeg(9, 9), 0xe2, piece(1, 2, 0, 60'000)),
                                          0xe2, piece(2, 2, 60'000, 40'000));
  CHECK(icc_of(swapped) == icc);
  const std::string lacking = WithSegment(Jpeg(9, 9), 0xe2, piece(1, 2, 0, 60'000));
  CHECK(icc_of(lacking).empty());
  CHECK(Cleaned(lacking) == Cleaned(Jpeg(9, 9)));
}

TEST_CASE("kinds of JPEG that browsers do not show are refused by name") {
  const auto with = [](char marker) {
    std::string jpeg = Jpeg(16, 16);
    jpeg[jpeg.find("\xff\xc0") + 1] = marker;
    return Make(jpeg).error();
  };
  for (const char marker : {'\xc3', '\xc5', '\xc6', '\xc9', '\xca', '\xcb', '\xcf'})
    CHECK(with(marker) == Refusal::kUnsupported);
  std::string deep = Jpeg(16, 16);
  deep[deep.find("\xff\xc0") + 4] = 12;
  CHECK(Make(deep).error() == Refusal::kUnsupported);
}
