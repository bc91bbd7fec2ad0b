#include "local/http/body.h"

#include <catch2/catch_test_macros.hpp>

using local::Body;

namespace {

std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

}  // namespace

TEST_CASE("a body is in memory to the last byte that fits, and in a file from the next on") {
  for (const size_t size :
       {size_t{0}, size_t{1}, Body::kInMemory, Body::kInMemory + 1, 3 * Body::kInMemory}) {
    INFO(size);
    const std::string bytes = Bytes(size);
    Body body;
    for (size_t at = 0; at < size; at += 1000) {
      REQUIRE(body.Append(std::string_view(bytes).substr(at, 1000)).ok());
    }
    CHECK(body.size() == size);
    CHECK(body.in_file() == (size > Body::kInMemory));
    std::string end(7, '?');
    if (size > 7) {
      CHECK(body.Read(size - 7, end.data(), end.size()) == 7);
      CHECK(end == bytes.substr(size - 7));
    }
    CHECK(body.Read(size, end.data(), end.size()) == 0);
    const auto text = std::move(body).Text();
    REQUIRE(text.ok());
    CHECK(*text == bytes);
  }
}

TEST_CASE("a body that is there already obeys the limit too") {
  CHECK(local::ReadyBody("123").Read(3)->size() == 3);
  CHECK(local::ReadyBody("123").Read(2).error().http_status == 413);
  CHECK(local::ReadyBody("123").Skip(3).ok());
  CHECK(local::ReadyBody("123").Skip(2).error().http_status == 413);
  CHECK(local::ReadyBody("123").DeclaredBytes() == 3);
}
