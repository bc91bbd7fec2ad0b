#include "oci/time_text.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

TEST_CASE("RFC 3339 times") {
  const TimePoint time = testing::At(1795269600) + std::chrono::milliseconds(7);
  CHECK(Rfc3339(time) == "2026-11-21T14:00:00.007Z");
  CHECK(Rfc3339(testing::At(-1)) == "1969-12-31T23:59:59.000Z");
  CHECK(ParseRfc3339("2026-11-21T14:00:00.007Z") == time);
  CHECK(ParseRfc3339("2026-11-21T15:30:00.007999+01:30") == time + std::chrono::microseconds(999));
  CHECK(ParseRfc3339("2026-11-21t12:00:00-02:00") == testing::At(1795269600));
  for (const char* bad :
       {"", "2026-11-21", "2026-11-21T14:00:00", "2026-13-21T14:00:00Z", "2026-02-30T14:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T14:00:00.Z", "2026-11-21T14:00:00Zx",
        "2026-11-21T14:00:00+24:00", "x026-11-21T14:00:00Z"}) {
    INFO(bad);
    CHECK_FALSE(ParseRfc3339(bad));
  }
}

}  // namespace
}  // namespace oci
