#include "oci/crypto.h"

#include <catch2/catch_test_macros.hpp>

namespace oci {
namespace {

TEST_CASE("hashes and encodings") {
  CHECK(Hex(Sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Hex(Md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
  for (const std::string text : {"", "a", "ab", "abc", "\xFF\xFE\x00x"}) {
    CHECK(Base64Decode(Base64(text)) == text);
    CHECK(Base64UrlDecode(Base64Url(text)) == text);
  }
  CHECK(Base64("\xFB\xFF") == "+/8=");
  CHECK(Base64Url("\xFB\xFF") == "-_8");
  for (const char* bad : {"a", "ab=", "a===", "====", "ab c", "ab=c", "-_8="}) {
    INFO(bad);
    CHECK_FALSE(Base64Decode(bad));
  }
  CHECK_FALSE(Base64UrlDecode("+/8"));
  CHECK_FALSE(Base64UrlDecode("a"));
}

}  // namespace
}  // namespace oci
