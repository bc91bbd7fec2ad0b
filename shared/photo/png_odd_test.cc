// PNGs that are not as the standard has them, and that every browser shows.
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

namespace {

std::string Packed(const std::string& plain, int window_bits = 15) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(compressBound(static_cast<uLong>(plain.size())) + 64, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

constexpr int kWidth = 64, kHeight = 48;

std::string HeadChunk(char depth, char type, char interlace = 0, int width = kWidth,
                      int height = kHeight) {
  std::string data;
  AppendBig32(data, static_cast<std::uint32_t>(width));
  AppendBig32(data, static_cast<std::uint32_t>(height));
  return Chunk("IHDR", data + depth + type + "\0\0"s + interlace);
}
std::string File(const std::string& chunks) { return "\x89PNG\r\n\x1a\n" + chunks; }

// Rows of RGB without a filter.
std::string Rows(int height = kHeight) {
  std::string rows;
  for (int y = 0; y < height; ++y) {
    rows += '\0';
    for (int x = 0; x < 3 * kWidth; ++x) rows += static_cast<char>(x * 5 + y * 3 + (x & y));
  }
  return rows;
}
std::string Spoilt(std::string chunk) {
  chunk.replace(chunk.size() - 4, 4, "abcd");
  return chunk;
}

const std::string kHead = HeadChunk(8, 2), kEnd = Chunk("IEND", "");
std::string Data() { return Chunk("IDAT", Packed(Rows())); }
std::string Plain() { return File(kHead + Data() + kEnd); }

const std::string kGamma = Chunk("gAMA", "\0\1\x86\xa0"s), kSrgb = Chunk("sRGB", "\0"s);

}  // namespace

TEST_CASE("chunks of a PNG that are wrong and not needed are left out") {
  REQUIRE(Stored(Plain()) == Plain());
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
    for (const auto& chunks : of_it) CHECK(Stored(File(kHead + chunks + Data() + kEnd)) == Plain());
    CHECK(Stored(File(kHead + Data() + chunk + kEnd)) == Plain());
    CHECK(Stored(File(kHead + Data() + Spoilt(chunk) + kEnd)) == Plain());
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
    const std::string with = File(kHead + chunk + Data() + kEnd);
    CHECK(Stored(with) == with);
    CHECK(Stored(File(kHead + chunk + chunk + Data() + kEnd)) == with);
    CHECK(Stored(File(kHead + Spoilt(chunk) + chunk + Data() + kEnd)) == with);
    CHECK(Stored(File(kHead + Spoilt(chunk) + Data() + kEnd)) == Plain());
    CHECK(Stored(File(kHead + Chunk(type, "") + Data() + kEnd)) == Plain());
    CHECK(Stored(File(kHead + Chunk(type, std::string(40, '\1')) + Data() + kEnd)) == Plain());
    CHECK(Stored(File(kHead + Data() + chunk + kEnd)) == Plain());
  }
  for (const auto& nonsense : {Chunk("gAMA", std::string(4, '\0')), Chunk("sRGB", "\4"),
                               Chunk("sBIT", "\5\x09\5"), Chunk("sBIT", "\5\0\5"s)})
    CHECK(Stored(File(kHead + nonsense + Data() + kEnd)) == Plain());
}

TEST_CASE("a PNG's palette has whole entries that its depth can name, in its place") {
  const std::string head = HeadChunk(8, 3),
                    data = Chunk("IDAT", Packed(std::string(65 * 48, '\0')));
  const std::string palette = "abcdef";
  const auto with = [&](const std::string& chunks) { return File(head + chunks + data + kEnd); };
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
                    few = Chunk("IDAT", Packed(std::string(17 * 48, '\0')));
  CHECK(Stored(File(narrow + Chunk("PLTE", long_one) + few + kEnd)) ==
        File(narrow + Chunk("PLTE", long_one.substr(0, 12)) + few + kEnd));
  for (const auto& wrong :
       {std::string(), Chunk("PLTE", ""), Chunk("PLTE", std::string(771, 'p')),
        Spoilt(Chunk("PLTE", palette)), Chunk("PLTE", palette) + Chunk("PLTE", palette)})
    CHECK_FALSE(Make(with(wrong)).ok());
  // In a picture of true colours it only proposes.
  CHECK(Stored(File(kHead + Chunk("PLTE", "abcde") + Data() + kEnd)) == Plain());
  for (const auto& transparent : {Chunk("tRNS", "a"), Chunk("tRNS", std::string(8, '\0'))})
    CHECK(Stored(File(kHead + transparent + Data() + kEnd)) == Plain());
}

TEST_CASE("a PNG ends where its rows do") {
  const std::string ends[] = {"",
                              "trailing",
                              Spoilt(kEnd),
                              kEnd.substr(0, 11),
                              kEnd.substr(0, 3),
                              Chunk("IEND", "data"),
                              Chunk("QQQQ", "critical, unknown") + kEnd,
                              Chunk("IDAT", "more") + kEnd,
                              Spoilt(Chunk("IDAT", "more")) + kEnd,
                              kHead + kEnd,
                              "\xff\xff\xff\xfftEXt",
                              kEnd + kEnd};
  for (const auto& end : ends) CHECK(Stored(File(kHead + Data() + end)) == Plain());
}

TEST_CASE("a PNG's rows in a wrong frame are packed anew") {
  const auto pixels = Decoded(Plain(), Format::kPng);
  const std::string packed = Packed(Rows());
  const std::string small_window = Packed(Rows(), 9);
  std::string lying = packed;
  lying.replace(0, 2, "\x08\x1d");  // a window of 256
  const Odd all[] = {{"a wrong checksum", packed.substr(0, packed.size() - 4) + "abcd"},
                     {"no checksum", packed.substr(0, packed.size() - 4)},
                     {"half a checksum", packed.substr(0, packed.size() - 2)},
                     {"a window that does not reach", lying},
                     {"a small window", small_window},
                     {"a wrong frame check", "\x78\x9d" + packed.substr(2)},
                     {"too many rows", Packed(Rows(60))},
                     {"one byte too many", Packed(Rows() + "x")},
                     {"a bomb behind the rows", Packed(Rows() + std::string(50'000'000, '\0'))}};
  for (const auto& odd : all) {
    INFO(odd.name);
    const std::string stored = Stored(File(kHead + Chunk("IDAT", odd.bytes) + kEnd));
    CHECK((Decoded(stored, Format::kPng).bytes == pixels.bytes));
    std::string pieces;
    for (const char byte : odd.bytes) pieces += Chunk("IDAT", std::string(1, byte));
    if (odd.bytes.size() > 20'000) continue;
    CHECK((Decoded(Stored(File(kHead + pieces + kEnd)), Format::kPng).bytes == pixels.bytes));
  }
  const Odd refused[] = {{"too few rows", Packed(Rows(kHeight - 1))},
                         {"one byte too few", Packed(Rows().substr(0, Rows().size() - 1))},
                         {"half of the data", packed.substr(0, packed.size() / 2)},
                         {"another method", "\x77" + packed.substr(1)},
                         {"a dictionary", "\x78\xbb" + packed.substr(2)},
                         {"nothing", ""},
                         {"no such data", "not zlib at all"}};
  for (const auto& odd : refused) {
    INFO(odd.name);
    CHECK(Make(File(kHead + Chunk("IDAT", odd.bytes) + kEnd)).error() == Refusal::kDamaged);
  }
  CHECK_FALSE(Make(File(kHead + Spoilt(Data()) + kEnd)).ok());
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
          const std::string stored =
              Stored(File(head + palette + Chunk("IDAT", Packed(std::string(9000, '\0'))) + kEnd));
          CHECK(Decoded(stored, Format::kPng).width == width);
        }
      }
    }
  }
}
