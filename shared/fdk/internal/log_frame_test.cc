#include "fdk/internal/log_frame.h"

#include <catch2/catch_test_macros.hpp>

using fdk::Headers, fdk::LogFrame;

TEST_CASE("A frame needs both variables and the header") {
  Headers headers;
  headers.Add("X-Frame", "value");
  CHECK(LogFrame{"frame", "x-frame"}.Line(headers) == "\nframe=value\n");
  CHECK_FALSE(LogFrame{"", "X-Frame"}.Line(headers));
  CHECK_FALSE(LogFrame{"frame", ""}.Line(headers));
  CHECK_FALSE(LogFrame{"frame", "X-Absent"}.Line(headers));
  headers.Set("X-Frame", "");
  CHECK_FALSE(LogFrame{"frame", "X-Frame"}.Line(headers));
}
