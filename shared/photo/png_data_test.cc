#include "photo/png_data.h"

#include <catch2/catch_test_macros.hpp>
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
