#include "common/percent.h"

#include <catch2/catch_test_macros.hpp>

using namespace common;

TEST_CASE("all but letters, digits and four marks is percent-encoded") {
  CHECK(PercentEncode("AZaz09-._~") == "AZaz09-._~");
  CHECK(PercentEncode("a b/c?d=e&f+g%h") == "a%20b%2Fc%3Fd%3De%26f%2Bg%25h");
  CHECK(PercentEncode("aZ9-._~ /+%&=\xC3\xBC") == "aZ9-._~%20%2F%2B%25%26%3D%C3%BC");
  CHECK(PercentEncode("").empty());
  CHECK(PercentEncode(std::string_view("\0", 1)) == "%00");
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  CHECK(PercentDecode(PercentEncode(bytes)) == bytes);
}

TEST_CASE("a text whose '%' has no two digits behind it is refused") {
  CHECK(PercentDecode("a%20b%C3%a9") == "a b\xc3\xa9");
  CHECK(PercentDecode("+") == "+");
  for (const char* bad : {"%", "%4", "%zz", "a%2", "%%41", "%4%41", "% 1", "%+1"}) {
    INFO(bad);
    CHECK_FALSE(PercentDecode(bad));
  }
  CHECK(PercentDecode("a%2541") == "a%41");  // once, and no more
}

TEST_CASE("loose percent-decoding leaves what is no escape as it is") {
  const struct {
    std::string text, decoded, in_query;
  } cases[] = {{"a%20b", "a b", "a b"},
               {"a+b", "a+b", "a b"},
               {"%2B%2b", "++", "++"},
               {"%", "%", "%"},
               {"%4", "%4", "%4"},
               {"%zz%41", "%zzA", "%zzA"},
               {"%C3%A9", "\xc3\xa9", "\xc3\xa9"},
               {"100%25", "100%", "100%"},
               {"%2525", "%25", "%25"},
               {"", "", ""},
               {"%41%", "A%", "A%"},
               {"%%41", "%A", "%A"}};
  for (const auto& [text, decoded, in_query] : cases) {
    INFO(text);
    CHECK(PercentDecodeLoosely(text) == decoded);
    CHECK(PercentDecodeLoosely(text, Plus::kIsSpace) == in_query);
  }
  CHECK(PercentDecodeLoosely("a%00b") == std::string("a\0b", 3));
}
