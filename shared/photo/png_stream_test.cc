#include "photo/png_stream.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

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

TEST_CASE("a PNG keeps its cICP when it is one of RGB, with which alone browsers show it") {
  const std::string plain = Png(40, 30);
  // A curve that is light itself.
  const auto cicp = [](char matrix, char range) { return std::string{1, 8, matrix, range}; };
  for (const char range : {'\0', '\1'}) {
    const std::string png = WithChunk(plain, "cICP", cicp(0, range));
    CHECK(Cleaned(png) == png);
  }
  const std::string gamma("\0\1\x86\xa0", 4);
  const std::string dark = WithChunk(plain, "gAMA", gamma);
  for (const char matrix : {'\1', '\2', '\6', '\x09', '\x80', '\xff'}) {
    for (const char range : {'\0', '\1'}) {
      INFO(static_cast<int>(matrix) << " " << static_cast<int>(range));
      const std::string bad = cicp(matrix, range);
      CHECK(Cleaned(WithChunk(plain, "cICP", bad)) == plain);
      // Neither the chunk behind it nor a sound one of its kind is lost with it.
      CHECK(Cleaned(WithChunk(dark, "cICP", bad)) == dark);
      const std::string sound = WithChunk(plain, "cICP", cicp(0, 1));
      CHECK(Cleaned(WithChunk(sound, "cICP", bad)) == sound);
      CHECK((Make(WithChunk(plain, "cICP", bad))->medium == Make(plain)->medium));
      CHECK((Make(WithChunk(dark, "cICP", bad))->medium == Make(dark)->medium));
    }
  }
  for (const auto& bytes : {std::string(), cicp(0, 1).substr(1), cicp(0, 1) + '\0'})
    CHECK(Cleaned(WithChunk(plain, "cICP", bytes)) == plain);
  // What is kept is applied.
  CHECK((Make(WithChunk(plain, "cICP", cicp(0, 1)))->medium != Make(plain)->medium));
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

TEST_CASE(
    "a PNG with an unknown critical chunk, a wrong checksum of its own or two heads is refused") {
  const std::string png = Png(9, 9);
  const auto refusal = [](const std::string& bytes) { return Make(bytes).error(); };
  CHECK(refusal(WithChunk(png, "ABCD", "x")) == Refusal::kDamaged);
  CHECK(refusal(png.substr(0, kBehindHead) + png.substr(8)) == Refusal::kDamaged);
  std::string spoilt = png;
  spoilt[kBehindHead + 8] ^= 1;
  CHECK(refusal(spoilt) == Refusal::kDamaged);
  CHECK(refusal(png.substr(0, png.size() - 30)) == Refusal::kDamaged);
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
      Make(png.substr(0, kBehindHead) + Chunk("IDAT", data.substr(0, data.size() - 9)) + end).ok());
}

TEST_CASE("a PNG whose data stand for more than its rows is its rows, soon") {
  std::string packed(200'000, '\0');
  const std::string zeroes(100'000'000, '\0');
  uLongf length = packed.size();
  REQUIRE(compress2(reinterpret_cast<Bytef*>(packed.data()), &length,
                    reinterpret_cast<const Bytef*>(zeroes.data()), zeroes.size(), 9) == Z_OK);
  packed.resize(length);
  const std::string png = Png(9, 9);
  const std::string bomb =
      png.substr(0, kBehindHead) + Chunk("IDAT", packed) + png.substr(png.size() - 12);
  const auto made = Make(bomb);
  REQUIRE(made.ok());
  CHECK(made->original.size() < 1000);
}
