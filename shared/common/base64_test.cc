#include "common/base64.h"

#include <catch2/catch_test_macros.hpp>

using namespace common;
using namespace std::string_literals;

TEST_CASE("bytes come back from base64 as they went in") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    INFO(bytes.size());
    CHECK(Base64Decode(Base64(bytes)) == bytes);
    CHECK(Base64UrlDecode(Base64Url(bytes)) == bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST_CASE("base64 is padded, base64url is not and has two other digits") {
  // RFC 4648, section 10.
  CHECK(Base64("") == "");
  CHECK(Base64("f") == "Zg==");
  CHECK(Base64("fo") == "Zm8=");
  CHECK(Base64("foo") == "Zm9v");
  CHECK(Base64("foobar") == "Zm9vYmFy");
  CHECK(Base64("\xFB\xFF") == "+/8=");
  CHECK(Base64Url("\xFB\xFF") == "-_8");
  CHECK(Base64Url("\xFF\xFE\0x"s) == "__4AeA");
}

TEST_CASE("what is not base64 is refused") {
  for (const char* bad : {"a", "ab", "abc", "zzz", "!!!!", "ab=", "a===", "====", "=", "ab c",
                          "ab=c", "ab==abcd", "-_8=", "ab\n="}) {
    INFO(bad);
    CHECK_FALSE(Base64Decode(bad));
  }
  for (const char* bad :
       {"YWJj=", "YW+j", "Y", "YW Jj", "+/8", "a", "abcde", "-_8=", "ab c", " abc", "abc\n"}) {
    INFO(bad);
    CHECK_FALSE(Base64UrlDecode(bad));
  }
  CHECK_FALSE(Base64Decode("abc\0"s));
}

// Four texts would else stand for one cursor or token.
TEST_CASE("surplus bits after the last byte are refused in base64url only") {
  CHECK(Base64UrlDecode("Zg") == "f");
  CHECK(Base64Decode("Zh==") == "f");
  for (const char* bad : {"Zh", "Zv", "Zm9", "Zm-"}) {
    INFO(bad);
    CHECK_FALSE(Base64UrlDecode(bad));
  }
}

TEST_CASE("hexadecimal digits are lower case, two of each byte") {
  CHECK(Hex("") == "");
  CHECK(Hex("\0\x09\xab\xFF"s) == "0009abff");
}
