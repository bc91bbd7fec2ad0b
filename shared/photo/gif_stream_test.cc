#include "photo/gif_stream.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing_results.h"

using namespace photo;
using namespace photo::testing;

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
