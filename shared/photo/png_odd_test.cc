// PNGs that are not as the standard has them, and that every browser shows.
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_png.h"
#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("chunks of a PNG that are wrong and not needed are left out") {
  REQUIRE(Stored(PlainPng()) == PlainPng());
  const std::string texts[] = {Chunk("tEXt", "a\0b"s),
                               Chunk("tIME", std::string(7, '\1')),
                               Chunk("bKGD", std::string(6, '\0')),
                               Chunk("pHYs", std::string(9, '\0')),
                               Chunk("acTL", std::string(8, '\1')),
                               Chunk("ab1d", "x"),
                               Chunk("eXIf", "MM\0*"s),
                               Chunk("iCCP", "x\0\0abc"s)};
  for (const auto& chunk : texts) {
    INFO(chunk.substr(4, 4));
    const std::string of_it[] = {Spoilt(chunk), chunk + chunk, chunk + Spoilt(chunk),
                                 Chunk(chunk.substr(4, 4), ""), Chunk(chunk.substr(4, 4), "\1")};
    for (const auto& chunks : of_it)
      CHECK(Stored(PngOf(kPngHead + chunks + PngData() + kPngEnd)) == PlainPng());
    CHECK(Stored(PngOf(kPngHead + PngData() + chunk + kPngEnd)) == PlainPng());
    CHECK(Stored(PngOf(kPngHead + PngData() + Spoilt(chunk) + kPngEnd)) == PlainPng());
  }
}

TEST_CASE("a PNG's chunk of colours counts once, sound, of its length and before the picture") {
  const std::string chromaticities = Chunk("cHRM", std::string(32, '\1'));
  const std::string all[] = {kGamma,
                             kSrgb,
                             chromaticities,
                             Chunk("sBIT", "\5\6\5"),
                             Chunk("cICP", "\1\x0d\0\1"s),
                             Chunk("mDCV", std::string(24, '\1')),
                             Chunk("cLLI", std::string(8, '\1'))};
  for (const auto& chunk : all) {
    const std::string type = chunk.substr(4, 4);
    INFO(type);
    const std::string with = PngOf(kPngHead + chunk + PngData() + kPngEnd);
    CHECK(Stored(with) == with);
    CHECK(Stored(PngOf(kPngHead + chunk + chunk + PngData() + kPngEnd)) == with);
    CHECK(Stored(PngOf(kPngHead + Spoilt(chunk) + chunk + PngData() + kPngEnd)) == with);
    CHECK(Stored(PngOf(kPngHead + Spoilt(chunk) + PngData() + kPngEnd)) == PlainPng());
    CHECK(Stored(PngOf(kPngHead + Chunk(type, "") + PngData() + kPngEnd)) == PlainPng());
    CHECK(Stored(PngOf(kPngHead + Chunk(type, std::string(40, '\1')) + PngData() + kPngEnd)) ==
          PlainPng());
    CHECK(Stored(PngOf(kPngHead + PngData() + chunk + kPngEnd)) == PlainPng());
  }
  for (const auto& nonsense : {Chunk("gAMA", std::string(4, '\0')), Chunk("sRGB", "\4"),
                               Chunk("sBIT", "\5\x09\5"), Chunk("sBIT", "\5\0\5"s)})
    CHECK(Stored(PngOf(kPngHead + nonsense + PngData() + kPngEnd)) == PlainPng());
}

TEST_CASE("a PNG's palette has whole entries that its depth can name, in its place") {
  const std::string head = HeadChunk(8, 3),
                    data = Chunk("IDAT", Deflated(std::string(65 * 48, '\0')));
  const std::string palette = "abcdef";
  const auto with = [&](const std::string& chunks) {
    return PngOf(head + chunks + data + kPngEnd);
  };
  const std::string plain = with(Chunk("PLTE", palette));
  CHECK(Stored(plain) == plain);
  CHECK(Stored(with(Chunk("PLTE", palette + "g"))) == plain);
  CHECK(Stored(with(Chunk("PLTE", palette + "gh"))) == plain);
  CHECK(Stored(with(Chunk("PLTE", palette) + kGamma)) == with(kGamma + Chunk("PLTE", palette)));
  CHECK(Stored(with(Chunk("tRNS", "\0") + Chunk("PLTE", palette))) == plain);
  CHECK(Stored(with(Chunk("PLTE", palette) + Chunk("tRNS", ""))) == plain);
  CHECK(Stored(with(Chunk("PLTE", palette) + Spoilt(Chunk("tRNS", "\1")))) == plain);
  const std::string seen = with(Chunk("PLTE", palette) + Chunk("tRNS", "\1\2"));
  CHECK(Stored(seen) == seen);
  CHECK(Stored(with(Chunk("PLTE", palette) + Chunk("tRNS", "\1\2\3\4\5"))) == seen);
  CHECK(Stored(with(Chunk("PLTE", palette) + Chunk("tRNS", "\1\2") + Chunk("tRNS", "\3"))) == seen);
  const std::string long_one(300, 'p');
  const std::string narrow = HeadChunk(2, 3),
                    few = Chunk("IDAT", Deflated(std::string(17 * 48, '\0')));
  CHECK(Stored(PngOf(narrow + Chunk("PLTE", long_one) + few + kPngEnd)) ==
        PngOf(narrow + Chunk("PLTE", long_one.substr(0, 12)) + few + kPngEnd));
  for (const auto& wrong :
       {std::string(), Chunk("PLTE", ""), Chunk("PLTE", std::string(771, 'p')),
        Spoilt(Chunk("PLTE", palette)), Chunk("PLTE", palette) + Chunk("PLTE", palette)})
    CHECK_FALSE(Make(with(wrong)).ok());
  // In a picture of true colours it only proposes.
  CHECK(Stored(PngOf(kPngHead + Chunk("PLTE", "abcde") + PngData() + kPngEnd)) == PlainPng());
  for (const auto& transparent : {Chunk("tRNS", "a"), Chunk("tRNS", std::string(8, '\0'))})
    CHECK(Stored(PngOf(kPngHead + transparent + PngData() + kPngEnd)) == PlainPng());
}

TEST_CASE("a PNG ends where its rows do") {
  const std::string ends[] = {"",
                              "trailing",
                              Spoilt(kPngEnd),
                              kPngEnd.substr(0, 11),
                              kPngEnd.substr(0, 3),
                              Chunk("IEND", "data"),
                              Chunk("QQQQ", "critical, unknown") + kPngEnd,
                              Chunk("IDAT", "more") + kPngEnd,
                              Spoilt(Chunk("IDAT", "more")) + kPngEnd,
                              kPngHead + kPngEnd,
                              "\xff\xff\xff\xfftEXt",
                              kPngEnd + kPngEnd};
  for (const auto& end : ends) CHECK(Stored(PngOf(kPngHead + PngData() + end)) == PlainPng());
}

TEST_CASE("PNGs of every depth, with tiny sides and interlaced, are their rows' length") {
  const std::pair<char, std::vector<int>> types[] = {{'\0', {1, 2, 4, 8, 16}},
                                                     {'\2', {8, 16}},
                                                     {'\4', {8, 16}},
                                                     {'\6', {8, 16}},
                                                     {'\3', {1, 2, 4, 8}}};
  for (const auto& [type, depths] : types) {
    for (const int depth : depths) {
      for (const auto& [width, height] :
           {std::pair{1, 1}, {2, 3}, {5, 1}, {1, 9}, {9, 8}, {33, 7}}) {
        for (const char interlaced : {'\0', '\1'}) {
          INFO(int{type} << " " << depth << " " << width << "x" << height << " "
                         << int{interlaced});
          const std::string head =
              HeadChunk(static_cast<char>(depth), type, interlaced, width, height);
          const std::string palette = type == 3 ? Chunk("PLTE", "abcdef") : "";
          // More than the rows: what is stored is exactly them.
          const std::string stored = Stored(
              PngOf(head + palette + Chunk("IDAT", Deflated(std::string(9000, '\0'))) + kPngEnd));
          CHECK(Decoded(stored, Format::kPng).width == width);
        }
      }
    }
  }
}
