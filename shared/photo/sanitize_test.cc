#include <catch2/catch_test_macros.hpp>

#include "photo/metadata.h"
#include "photo/photo.h"
#include "photo/testing.h"

using namespace photo;
using namespace photo::testing;

namespace {

const std::string kExif("Exif\0\0", 6);

std::string Cleaned(const std::string& bytes) {
  const auto header = Inspect(bytes);
  REQUIRE(header.ok());
  auto clean = Sanitize(bytes, *header);
  REQUIRE(clean.ok());
  return clean->bytes;
}

bool Holds(const std::string& bytes, const std::string& what) {
  return bytes.find(what) != std::string::npos;
}

}  // namespace

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
  const std::string clean = Cleaned(jpeg.substr(0, 2) + Segment(0xe0, jfif) + jpeg.substr(behind));
  CHECK(Holds(clean, Segment(0xe0, jfif.substr(0, 12) + std::string(2, '\0'))));
  CHECK_FALSE(Holds(clean, "\x10\x20\x30"));
}

TEST_CASE("the orientation stays, as the only tag") {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string jpeg = WithSegment(Jpeg(40, 30), 0xe1, kExif + Exif(orientation));
    const std::string png = WithChunk(Png(40, 30), "eXIf", Exif(orientation));
    for (const auto& bytes : {jpeg, png}) {
      CHECK(Inspect(bytes)->orientation == orientation);
      const std::string clean = Cleaned(bytes);
      CHECK_FALSE(Holds(clean, "SN123456"));
      CHECK(Inspect(clean)->orientation == orientation);
      CHECK(Holds(clean, "MM") == (orientation != 1));
      CHECK(Cleaned(clean) == clean);
    }
  }
}

TEST_CASE("an orientation that is none is 1") {
  using namespace std::string_literals;
  const std::string good = OrientationBlock(6);
  CHECK(OrientationOf(good) == 6);
  const std::string little = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x05\0\0\0\0\0\0\0"s;
  CHECK(OrientationOf(little) == 5);
  for (std::size_t length = 0; length < 22; ++length)
    CHECK(OrientationOf(std::string_view(good).substr(0, length)) == 1);
  for (const auto& [at, byte] : {std::pair{0, 'X'},
                                 {3, '+'},
                                 {7, '\xff'},
                                 {4, '\xff'},
                                 {9, '\0'},
                                 {13, '\x04'},
                                 {19, '\x09'},
                                 {19, '\0'}}) {
    std::string bad = good;
    bad[static_cast<std::size_t>(at)] = byte;
    INFO(at);
    CHECK(OrientationOf(bad) == 1);
  }
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

TEST_CASE("what only says to be a profile is none") {
  CHECK(IsProfile(Profile()));
  CHECK_FALSE(IsProfile(""));
  CHECK_FALSE(IsProfile(Profile().substr(1)));
  CHECK_FALSE(IsProfile(Profile() + "x"));
  for (const std::size_t at : {0, 36, 128, 136, 137, 140}) {
    std::string bad = Profile();
    bad[at] = '\x70';
    INFO(at);
    CHECK_FALSE(IsProfile(bad));
  }
  CHECK_FALSE(IsProfile(Profile("RGB ", kMaxProfileBytes + 1)));
}

TEST_CASE("a PNG keeps its picture and what its colours mean") {
  const std::string plain = Png(40, 30);
  CHECK(Cleaned(plain) == plain);
  for (const char* type : {"tEXt", "zTXt", "iTXt", "tIME", "pHYs", "sPLT", "hIST", "bKGD", "acTL",
                           "prVt", "eXIf", "dSIG", "caBX"}) {
    INFO(type);
    CHECK(Cleaned(WithChunk(plain, type, "Comment\0secret")) == plain);
  }
  const std::string gamma("\0\0\xb1\x8f", 4);
  CHECK(Holds(Cleaned(WithChunk(plain, "gAMA", gamma)), Chunk("gAMA", gamma)));
  CHECK(Cleaned(plain + "trailing") == plain);
}

TEST_CASE("a PNG's profile is taken out, looked at and put back under another name") {
  const std::string icc = Profile();
  uLongf length = 1000;
  std::string packed(length, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &length,
           reinterpret_cast<const Bytef*>(icc.data()), icc.size());
  packed.resize(length);
  const std::string png =
      WithChunk(Png(9, 9), "iCCP", std::string("Somebody's screen\0\0", 19) + packed);
  const std::string clean = Cleaned(png);
  CHECK_FALSE(Holds(clean, "Somebody"));
  CHECK(Sanitize(clean, *Inspect(clean))->icc == icc);
  CHECK(Cleaned(clean) == clean);
  CHECK(Cleaned(WithChunk(Png(9, 9), "iCCP", std::string("x\0\0garbage", 10))) == Png(9, 9));
  CHECK(Cleaned(WithChunk(Png(9, 9), "iCCP", "no end")) == Png(9, 9));
}

TEST_CASE("a PNG with an unknown critical chunk, a wrong checksum or two heads is refused") {
  const std::string png = Png(9, 9);
  const auto refusal = [](const std::string& bytes) { return Make(bytes).error(); };
  CHECK(refusal(WithChunk(png, "ABCD", "x")) == Refusal::kDamaged);
  CHECK(refusal(png.substr(0, kBehindHead) + png.substr(8)) == Refusal::kDamaged);
  std::string spoilt = WithChunk(png, "tEXt", "a");
  spoilt[kBehindHead + 8] = 'b';
  CHECK(refusal(spoilt) == Refusal::kDamaged);
  CHECK(refusal(png.substr(0, png.size() - 12)) == Refusal::kDamaged);
}

TEST_CASE("what lies behind the end of a PNG's picture, inside its chunks, is cut off") {
  const std::string png = Png(9, 9);
  const std::string end = png.substr(png.size() - 12);
  const std::string before = png.substr(0, png.size() - 12);
  CHECK(Cleaned(before + Chunk("IDAT", "hidden") + end) == png);
  CHECK(Cleaned(before + Chunk("IDAT", std::string(5000, 'h')) + end) == png);
  CHECK(Cleaned(before + Chunk("IDAT", "") + end) == png);
  const std::string data = png.substr(kBehindHead + 8, Big32(png, kBehindHead));
  CHECK(Cleaned(png.substr(0, kBehindHead) + Chunk("IDAT", data + "hidden") + end) == png);
  std::string pieces;
  for (const char byte : data) pieces += Chunk("IDAT", std::string(1, byte));
  const std::string in_pieces = png.substr(0, kBehindHead) + pieces + end;
  CHECK(Cleaned(in_pieces) == in_pieces);
  CHECK(Make(in_pieces).ok());
  CHECK_FALSE(
      Make(png.substr(0, kBehindHead) + Chunk("IDAT", data.substr(0, data.size() - 1)) + end).ok());
}

TEST_CASE("a PNG whose data stand for more than its rows is refused, soon") {
  std::string packed(200'000, '\0');
  const std::string zeroes(100'000'000, '\0');
  uLongf length = packed.size();
  REQUIRE(compress2(reinterpret_cast<Bytef*>(packed.data()), &length,
                    reinterpret_cast<const Bytef*>(zeroes.data()), zeroes.size(), 9) == Z_OK);
  packed.resize(length);
  const std::string png = Png(9, 9);
  const std::string bomb =
      png.substr(0, kBehindHead) + Chunk("IDAT", packed) + png.substr(png.size() - 12);
  CHECK(Make(bomb).error() == Refusal::kDamaged);
}

TEST_CASE("a GIF keeps its frames and its loop, and loses the rest") {
  using namespace std::string_literals;
  const std::string loop = "\x21\xff\x0bNETSCAPE2.0\x03\x01\x05\0\0"s;
  const std::string control = "\x21\xf9\x04\x04\x0a\0\0\0"s;
  const std::string plain = Gif(control, 3);
  CHECK(Cleaned(plain) == plain);
  CHECK(Cleaned(Gif(loop)) == Gif(loop));
  for (const std::string& extra : {"\x21\xfe\x05hello\0"s,
                                   "\x21\xff\x0bXMP DataXMP\x03"
                                   "abc\0"s,
                                   "\x21\x01\x0c"
                                   "123456789012\x02hi\0"s,
                                   "\x21\x99\x01x\0"s,
                                   "\x21\xf9\x02"
                                   "ab\0"s}) {
    CHECK(Cleaned(Gif(extra + control, 3)) == plain);
  }
  CHECK(Cleaned(plain + "<?php") == plain);
  CHECK(Cleaned(Gif(loop + loop)) == Gif(loop));
}

TEST_CASE("what lies behind the end of a GIF's picture, inside its blocks, is cut off") {
  using namespace std::string_literals;
  const std::string plain = Gif();
  const std::string data = "\x02\x02\x44\x0a\0"s;
  const auto at = plain.rfind(data);
  const auto with = [&](const std::string& other) {
    return plain.substr(0, at) + other + plain.substr(at + data.size());
  };
  CHECK(Cleaned(with("\x02\x08\x44\x0ahidden\0"s)) == plain);
  CHECK(Cleaned(with("\x02\x02\x44\x0a\x06hidden\0"s)) == plain);
  CHECK(Cleaned(with("\x02\x01\x44\x01\x0a\x03xyz\0"s)) == with("\x02\x01\x44\x01\x0a\0"s));
  CHECK_FALSE(Make(with("\x02\x01\x44\0"s)).ok());  // one pixel of two
}
