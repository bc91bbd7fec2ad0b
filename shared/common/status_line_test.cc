#include "common/status_line.h"

#include <catch2/catch_test_macros.hpp>

TEST_CASE("a status line names the status in digits and words") {
  CHECK(common::StatusLine(200) == "HTTP/1.1 200 OK\r\n");
  CHECK(common::StatusLine(404) == "HTTP/1.1 404 Not Found\r\n");
  CHECK(common::StatusLine(431) == "HTTP/1.1 431 Request Header Fields Too Large\r\n");
  CHECK(common::StatusLine(504) == "HTTP/1.1 504 Gateway Timeout\r\n");
}
