#include "functions/support/compression.h"

#include <zlib.h>

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

namespace {

std::string Unpacked(const std::string& packed, size_t size) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);  // gzip only
  std::string text(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.avail_in == 0);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace

TEST_CASE("gzip is taken where Accept-Encoding allows it") {
  for (const char* accepts :
       {"gzip", "GZip", "x-gzip", "gzip, deflate, br, zstd", "deflate,gzip", "*", "br;q=1, *;q=0.1",
        "gzip;q=1", "gzip;q=1.000", "gzip ; q=0.5", "gzip;Q=0.001", "gzip;q=0.5, identity;q=0.5",
        "identity;q=0, gzip", "*;q=0, gzip;q=0.2", "identity;q=0.5, *", "gzip;q=1.", ",,gzip,"}) {
    INFO(accepts);
    CHECK(TakesGzip(accepts));
  }
  for (const char* refuses : {"",
                              " ",
                              "identity",
                              "br, deflate",
                              "gzip;q=0",
                              "gzip;q=0.0",
                              "gzip;q=0.000",
                              "*;q=0",
                              "gzip;q=0, *",
                              "*, gzip;q=0",
                              "br",
                              "gzi",
                              "gzip2",
                              "identity, gzip;q=0.5",
                              "identity, *;q=0.9",
                              "gzip;q=",
                              "gzip;q=x",
                              "gzip;q=1.5",
                              "gzip;q=2",
                              "gzip;q=-1",
                              "gzip;q=0.1234",
                              "gzip;level=9",
                              "gzip;q=0;q=1",
                              "gzip;q",
                              "gzip q=1",
                              "gzip;q=01"}) {
    INFO(refuses);
    CHECK_FALSE(TakesGzip(refuses));
  }
}

TEST_CASE("packed texts come back, and tell nothing of when and where they were packed") {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "{\"number\":" + std::to_string(i * 7919) + "}";
  for (const std::string& one : {text, std::string(), std::string("a"), std::string(1, '\0')}) {
    const std::string packed = Gzip(one);
    CHECK(Unpacked(packed, one.size()) == one);
    CHECK(packed == Gzip(one));
    REQUIRE(packed.size() > 10);
    CHECK(packed.substr(4, 4) == std::string(4, '\0'));  // the time
  }
  CHECK(Gzip(text).size() < text.size() / 3);
}
