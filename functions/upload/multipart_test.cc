#include "functions/upload/multipart.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal::upload;

namespace {

constexpr const char* kType = "multipart/form-data; boundary=\"a b\"";

size_t Count(const std::string& body) {
  const auto parts = ParseMultipart(kType, body);
  return parts ? parts->size() : 99;
}

}  // namespace

TEST_CASE("parts keep their bytes, names and file names") {
  const std::string body = "\r\n--a\r\n" + std::string(1, '\0') + "--a b";
  const std::string text =  // parts refer to it
      "--a b\r\nContent-Disposition: form-data; filename=\"q\\\"x.png\"; name=\"image\"\r\n\r\n" +
      body + "\r\n--a b--";
  const auto parts = ParseMultipart(kType, text);
  REQUIRE(parts);
  CHECK((*parts)[0].name == "image");
  CHECK((*parts)[0].filename == "q\"x.png");
  CHECK((*parts)[0].body == body);
  const auto plain = ParseMultipart(
      kType, "--a b\r\ncontent-disposition: form-data; name=x\r\n\r\nv\r\n--a b--\r\n");
  REQUIRE(plain);
  CHECK((*plain)[0].name == "x");
  CHECK((*plain)[0].body == "v");
}

TEST_CASE("a body without its boundary at the end is refused") {
  CHECK(Count("--a b--") == 0);
  for (const char* bad : {"", "--a b", "--a b\r\n", "x--a b--", "--a b\r\nname\r\n\r\nv\r\n--a b--",
                          "--a b\r\nContent-Disposition: form-data; name=x\r\n\r\nv\r\n--a c--"}) {
    INFO(bad);
    CHECK(Count(bad) == 99);
  }
  CHECK_FALSE(ParseMultipart("multipart/form-data", "--a--"));
  CHECK_FALSE(ParseMultipart("multipart/form-data; boundary=", "--"));
  CHECK_FALSE(ParseMultipart("multipart/form-data; boundary=" + std::string(71, 'x'), "--"));
}
