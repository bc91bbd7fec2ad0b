#include "photo/png_data.h"

#include <catch2/catch_test_macros.hpp>
#include <optional>
#include <vector>

#include "photo/testing_png.h"
#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("a PNG's rows in a wrong frame are packed anew") {
  const auto pixels = Decoded(PlainPng(), Format::kPng);
  const std::string packed = Deflated(PngRows());
  const std::string small_window = Deflated(PngRows(), 9);
  std::string lying = packed;
  lying.replace(0, 2, "\x08\x1d");  // a window of 256
  const Odd all[] = {
      {"a wrong checksum", packed.substr(0, packed.size() - 4) + "abcd"},
      {"no checksum", packed.substr(0, packed.size() - 4)},
      {"half a checksum", packed.substr(0, packed.size() - 2)},
      {"a window that does not reach", lying},
      {"a small window", small_window},
      {"a wrong frame check", "\x78\x9d" + packed.substr(2)},
      {"too many rows", Deflated(PngRows(60))},
      {"one byte too many", Deflated(PngRows() + "x")},
      {"a bomb behind the rows", Deflated(PngRows() + std::string(50'000'000, '\0'))}};
  for (const auto& odd : all) {
    INFO(odd.name);
    const std::string stored = Stored(PngOf(kPngHead + Chunk("IDAT", odd.bytes) + kPngEnd));
    CHECK((Decoded(stored, Format::kPng).bytes == pixels.bytes));
    std::string pieces;
    for (const char byte : odd.bytes) pieces += Chunk("IDAT", std::string(1, byte));
    if (odd.bytes.size() > 20'000) continue;
    CHECK(
        (Decoded(Stored(PngOf(kPngHead + pieces + kPngEnd)), Format::kPng).bytes == pixels.bytes));
  }
  const Odd refused[] = {{"too few rows", Deflated(PngRows(kPngHeight - 1))},
                         {"one byte too few", Deflated(PngRows().substr(0, PngRows().size() - 1))},
                         {"half of the data", packed.substr(0, packed.size() / 2)},
                         {"another method", "\x77" + packed.substr(1)},
                         {"a dictionary", "\x78\xbb" + packed.substr(2)},
                         {"nothing", ""},
                         {"no such data", "not zlib at all"}};
  for (const auto& odd : refused) {
    INFO(odd.name);
    CHECK(Make(PngOf(kPngHead + Chunk("IDAT", odd.bytes) + kPngEnd)).error() == Refusal::kDamaged);
  }
  CHECK_FALSE(Make(PngOf(kPngHead + Spoilt(PngData()) + kPngEnd)).ok());
}

namespace {

std::string Inflated(const std::string& packed) {
  std::string plain(1 << 20, '\0');
  auto length = static_cast<uLongf>(plain.size());
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(plain.data()), &length,
                     reinterpret_cast<const Bytef*>(packed.data()),
                     static_cast<uLong>(packed.size())) == Z_OK);
  plain.resize(length);
  return plain;
}
// Nothing: it was not taken.
std::optional<std::string> Repacked(const std::string& data, std::uint64_t unpacked,
                                    std::size_t piece) {
  Repacker repacker(unpacked);
  std::string packed;
  for (std::size_t at = 0; at < data.size() && !repacker.ended(); at += piece) {
    if (!repacker.Add(std::string_view(data).substr(at, piece), packed)) return std::nullopt;
  }
  if (!repacker.ended()) return std::nullopt;
  return packed;
}

}  // namespace

TEST_CASE("a PNG's data end behind their checksum, however many chunks they lie in") {
  const std::string rows = PngRows(), packed = Deflated(rows);
  DataEnd at_once(rows.size());
  CHECK(at_once.Add(packed + "behind") == packed.size());
  CHECK(at_once.ended());
  CHECK(at_once.is_whole());
  DataEnd bytewise(rows.size());
  CHECK(bytewise.Add("") == 0U);
  for (const char& byte : packed) {
    CHECK_FALSE(bytewise.ended());
    CHECK_FALSE(bytewise.is_whole());
    CHECK(bytewise.Add({&byte, 1}) == 1U);
  }
  CHECK(bytewise.is_whole());
}

TEST_CASE("a PNG's data are whole when they are its rows, no byte more or less") {
  const std::string rows = PngRows(), packed = Deflated(rows);
  DataEnd too_few(rows.size() + 1);
  CHECK(too_few.Add(packed) == packed.size());
  CHECK(too_few.ended());
  CHECK_FALSE(too_few.is_whole());
  CHECK_FALSE(DataEnd(rows.size() - 1).Add(packed));
  CHECK_FALSE(DataEnd(rows.size()).Add(packed.substr(0, packed.size() - 1) + "\1\1"));
  CHECK_FALSE(DataEnd(rows.size()).Add("no such data"));
  DataEnd half(rows.size());
  CHECK(half.Add(packed.substr(0, packed.size() / 2)) == packed.size() / 2);
  CHECK_FALSE(half.ended());
  // The window that they name does not reach as far as the rows go, whatever they refer to.
  const std::string small = Deflated(rows, 9);
  DataEnd window(rows.size());
  CHECK(window.Add(small) == small.size());
  CHECK(window.ended());
  CHECK_FALSE(window.is_whole());
  DataEnd short_rows(500);
  CHECK(short_rows.Add(Deflated(rows.substr(0, 500), 9)));
  CHECK(short_rows.is_whole());
}

TEST_CASE("a PNG's rows are packed into whole data from whatever frame they lie in") {
  const std::string rows = PngRows(), packed = Deflated(rows);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, packed.size() + 4}) {
    INFO(piece);
    for (const auto& data : {packed, packed.substr(0, packed.size() - 4),
                             "\x08\0"s + packed.substr(2), packed + "behind"}) {
      const auto again = Repacked(data, rows.size(), piece);
      REQUIRE(again);
      CHECK((Inflated(*again) == rows));
      DataEnd end(rows.size());
      CHECK(end.Add(*again) == again->size());
      CHECK(end.is_whole());
    }
    const auto fewer = Repacked(packed, 1000, piece);
    REQUIRE(fewer);
    CHECK((Inflated(*fewer) == rows.substr(0, 1000)));
    CHECK_FALSE(Repacked(packed, rows.size() + 1, piece));
    for (const auto& wrong : {"\x77"s + packed.substr(1), "\x78\xbb"s + packed.substr(2),
                              packed.substr(0, 2) + "\x07" + packed.substr(3)})
      CHECK_FALSE(Repacked(wrong, rows.size(), piece));
  }
  Repacker repacker(10);
  std::string out;
  CHECK(repacker.Add("\x78", out));  // half a frame: no more is known yet
  CHECK_FALSE(repacker.ended());
  CHECK(repacker.Add(packed.substr(1), out));
  CHECK(repacker.ended());
  CHECK((Inflated(out) == rows.substr(0, 10)));
  const std::string bomb = Deflated(std::string(50'000'000, '\0'));
  const auto little = Repacked(bomb, 10, bomb.size());
  REQUIRE(little);
  CHECK(Inflated(*little) == std::string(10, '\0'));
}
