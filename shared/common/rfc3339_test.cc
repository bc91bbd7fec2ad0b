#include "common/rfc3339.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>

using common::FarTimes;
using common::ParseRfc3339;
using namespace std::chrono;

TEST_CASE("RFC 3339 time stamps") {
  const auto expected = common::TimePoint(sys_days(2026y / November / 21) + 14h + 41min + 46s);
  CHECK(ParseRfc3339("2026-11-21T14:41:46Z") == expected);
  CHECK(ParseRfc3339("2026-11-21t14:41:46z") == expected);
  CHECK(ParseRfc3339("2026-11-21T16:41:46+02:00") == expected);
  CHECK(ParseRfc3339("2026-11-21T09:11:46-05:30") == expected);
  CHECK(ParseRfc3339("2026-11-21T14:41:46.250Z") == expected + 250ms);
  CHECK(ParseRfc3339("2026-11-21T14:41:46.123456789123Z") == expected + 123456789ns);
  CHECK(ParseRfc3339("2026-11-21T15:30:00.007999+01:30") ==
        common::TimePoint(sys_days(2026y / November / 21) + 14h + 7999us));
  CHECK(ParseRfc3339("2026-11-21 14:41:60z") == expected + 14s);  // a leap second
  CHECK(ParseRfc3339("2024-02-29T00:00:00Z") == common::TimePoint(sys_days(2024y / February / 29)));
}

TEST_CASE("Anything else is no time stamp") {
  const std::string text = GENERATE(
      "", "soon", "2026-11-21", "2026-11-21T14:41:46", "2026-11-21T14:41Z", "2026-13-21T14:41:46Z",
      "2026-02-29T14:41:46Z", "2026-11-21T24:41:46Z", "2026-11-21T14:60:46Z",
      "2026-11-21T14:41:61Z", "2026-11-21T14:41:46.Z", "2026-11-21T14:41:46Zx",
      " 2026-11-21T14:41:46Z", "2026-11-21T14:41:46+0200", "+026-11-21T14:41:46Z",
      "9999-11-21T14:41:46Z", "0001-01-01T00:00:00Z", "1795272106", "2026-02-30T14:00:00Z",
      "2026-11-21T14:00:00+24:00", "2026-11-21T14:00:00+01:60", "x026-11-21T14:00:00Z");
  CHECK_FALSE(ParseRfc3339(text, FarTimes::kAreRefused));
  CHECK((!ParseRfc3339(text) || text.starts_with("9999") || text.starts_with("0001")));
}

TEST_CASE("A time stamp is written in UTC with milliseconds, cut and never rounded up") {
  for (const char* text :
       {"2026-11-21T14:41:46.250Z", "2024-02-29T23:59:59.999Z", "1969-12-31T23:59:59.001Z",
        "2026-01-02T03:04:05.006Z", "2026-11-21T16:00:00.007Z"}) {
    INFO(text);
    CHECK(common::Rfc3339(*ParseRfc3339(text)) == text);
  }
  CHECK(common::Rfc3339(*ParseRfc3339("2026-11-21T16:41:46.9999+02:00")) ==
        "2026-11-21T14:41:46.999Z");
}

TEST_CASE("A time that is too far off to reckon with is the nearest that is not, or refused") {
  const auto first = *ParseRfc3339("1700-01-01T00:00:00Z");
  const auto last = *ParseRfc3339("2200-12-31T23:59:59.999Z") + 1ms;
  for (const char* text : {"0000-01-01T00:00:00Z", "1699-12-31T23:59:59.999Z"})
    CHECK(ParseRfc3339(text) == first);
  for (const char* text :
       {"2201-01-01T00:00:00Z", "2999-06-01T12:00:00+05:00", "9999-12-31T23:59:59Z"})
    CHECK(ParseRfc3339(text) == last);
  CHECK_FALSE(ParseRfc3339("2999-01-01T00:00:00Z", FarTimes::kAreRefused));
  CHECK_FALSE(ParseRfc3339("9999-02-30T00:00:00Z"));  // no such day, however far off
}

TEST_CASE("Seconds that are too many to reckon with are the nearest that are not") {
  CHECK(common::NearestTime(0) == common::TimePoint());
  CHECK(common::NearestTime(1'795'272'106) == *ParseRfc3339("2026-11-21T14:41:46Z"));
  CHECK(common::NearestTime(253'402'300'799) == *ParseRfc3339("9999-12-31T23:59:59Z"));
  CHECK(common::NearestTime(std::numeric_limits<std::int64_t>::max()) ==
        *ParseRfc3339("9999-12-31T23:59:59Z"));
  CHECK(common::NearestTime(std::numeric_limits<std::int64_t>::min()) ==
        *ParseRfc3339("0000-01-01T00:00:00Z"));
}
