#include "local/standin/nosql/timestamp.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/json.h"

using namespace standin::nosql;

TEST_CASE("timestamps are UTC and cut to their precision") {
  const auto format = [](const char* text, int precision) {
    const auto value = ParseTimestamp(text, precision);
    return value ? FormatTimestamp(*value) : "-";
  };
  CHECK(format("2026-01-01", 3) == "2026-01-01T00:00:00.000Z");
  CHECK(format("2026-01-01T10:00:00.123456Z", 3) == "2026-01-01T10:00:00.123Z");
  CHECK(format("2026-01-01T00:30:00+02:00", 0) == "2025-12-31T22:30:00Z");
  CHECK(format("1969-12-31T23:59:59.9", 1) == "1969-12-31T23:59:59.9Z");
  for (const char* bad :
       {"", "notatime", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00", "2026-01-01x"})
    CHECK(format(bad, 3) == "-");
}
