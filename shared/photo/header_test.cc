#include "photo/header.h"

#include <catch2/catch_test_macros.hpp>

using namespace photo;

TEST_CASE("formats have the names of their media types") {
  CHECK(NameOf(Format::kJpeg) == "jpeg");
  CHECK(NameOf(Format::kPng) == "png");
  CHECK(NameOf(Format::kGif) == "gif");
  CHECK(NameOf(Format::kWebp) == "webp");
}
