#include "common/chunked.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using common::ChunkedDecoder;

namespace {

struct Decoded {
  std::string body;
  size_t used = 0;
  bool done = false;
  bool broken = false;
};

Decoded Decode(std::string_view input, size_t piece, uint64_t limit = 1 << 20) {
  Decoded result;
  ChunkedDecoder decoder(limit);
  while (result.used < input.size()) {
    const auto part = input.substr(result.used, piece);
    const size_t used = decoder.Decode(part, result.body);
    result.used += used;
    if (used < part.size()) break;
  }
  result.done = decoder.done();
  result.broken = decoder.broken();
  return result;
}

}  // namespace

TEST_CASE("A chunked body is decoded however it is cut, and what follows is left") {
  const size_t piece = GENERATE(1, 2, 3, 7, 1000);
  const std::string body =
      "3\r\nabc\r\n00A;name=\"v\"\r\n0123456789\r\n1 \r\n\n\r\n0\r\nTrailer: x\r\nMore: y\r\n\r\n";
  const auto decoded = Decode(body + "POST", piece);
  CHECK(decoded.done);
  CHECK(decoded.body == "abc0123456789\n");
  CHECK(decoded.used == body.size());
}

TEST_CASE("An empty chunked body") {
  const auto decoded = Decode("0\r\n\r\n", 100);
  CHECK(decoded.done);
  CHECK(decoded.body.empty());
}

TEST_CASE("A body with broken chunking is refused") {
  const size_t piece = GENERATE(1, 1000);
  const std::string input =
      GENERATE("\r\n", "x\r\n", "-1\r\nab", "+3\r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n",
               "0x3\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
               "3\r\nab\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "3\r\nabc\n0\r\n\r\n",
               "3\rabc\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n", "FFFFFFFFFFFFFFFF\r\n",
               "3;\n\r\nabc\r\n0\r\n\r\n", "0\r\n\rX", "0\r\n\n", "0\r\nT: x\n\r\n\r\n");
  const auto decoded = Decode(input, piece);
  CHECK(decoded.broken);
  CHECK_FALSE(decoded.done);
}

TEST_CASE("A body that is cut short is not done") {
  const std::string whole = "3\r\nabc\r\n0\r\n\r\n";
  for (size_t size = 0; size < whole.size(); ++size) {
    const auto decoded = Decode(std::string_view(whole).substr(0, size), 1000);
    CHECK_FALSE(decoded.done);
    CHECK_FALSE(decoded.broken);
  }
}

TEST_CASE("The body's size is limited over all chunks") {
  CHECK(Decode("3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n", 100, 6).done);
  CHECK(Decode("3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n", 100, 5).broken);
}

TEST_CASE("Endless extensions and trailers are cut off") {
  const std::string much(100'000, 'x');
  CHECK(Decode("1;" + much, 5000).broken);
  CHECK(Decode("0\r\nT: " + much, 5000).broken);
  std::string many = "0\r\n";
  for (int i = 0; i < 20'000; ++i) many += "A: b\r\n";
  CHECK(Decode(many, 5000).broken);
}
