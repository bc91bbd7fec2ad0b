#include "local/standin/management/cron.h"

#include <catch2/catch_test_macros.hpp>

#include "common/rfc3339.h"

using standin::Cron;

namespace {

bool Due(const std::string& cron, const std::string& moment) {
  return Cron::Parse(cron).value().DueIn(common::ParseRfc3339(moment).value());
}

}  // namespace

TEST_CASE("a cron is due in its minutes and in no other") {
  CHECK(Due("0 * * * *", "2026-11-28T15:00:00Z"));
  CHECK(Due("0 * * * *", "2026-11-28T15:00:59Z"));
  CHECK_FALSE(Due("0 * * * *", "2026-11-28T15:01:00Z"));
  CHECK(Due("*/5 * * * *", "2026-11-28T15:35:10Z"));
  CHECK_FALSE(Due("*/5 * * * *", "2026-11-28T15:36:00Z"));
  CHECK(Due("10,20-22 */2 * * *", "2026-11-28T14:21:00Z"));
  CHECK_FALSE(Due("10,20-22 */2 * * *", "2026-11-28T15:21:00Z"));
  CHECK(Due("50/5 * * * *", "2026-11-28T15:55:00Z"));
}

TEST_CASE("days of month and week: either where both are limited, else the one that is") {
  // 2026-11-28 is a Saturday.
  CHECK(Due("0 0 28 * *", "2026-11-28T00:00:00Z"));
  CHECK(Due("0 0 * 11 6", "2026-11-28T00:00:00Z"));
  CHECK_FALSE(Due("0 0 * 12 6", "2026-11-28T00:00:00Z"));
  CHECK_FALSE(Due("0 0 * * 0", "2026-11-28T00:00:00Z"));
  CHECK(Due("0 0 * * 7", "2026-11-29T00:00:00Z"));
  CHECK(Due("0 0 1 * 6", "2026-11-28T00:00:00Z"));
  CHECK_FALSE(Due("0 0 1 * 0", "2026-11-28T00:00:00Z"));
  // A day field that begins with * limits nothing by itself: both must fit.
  CHECK_FALSE(Due("0 0 */2 * 6", "2026-11-28T00:00:00Z"));
  CHECK(Due("0 0 */3 * 6", "2026-11-28T00:00:00Z"));
}

TEST_CASE("what is no cron is refused by its field") {
  for (const auto& [text, field] : {std::pair{"60 * * * *", "the minute"},
                                    {"* 24 * * *", "the hour"},
                                    {"* * 0 * *", "the day"},
                                    {"* * * 13 *", "the month"},
                                    {"* * * * 8", "the day of week"},
                                    {"*/0 * * * *", "the minute"},
                                    {"5-1 * * * *", "the minute"},
                                    {"x * * * *", "the minute"},
                                    {"1, * * * *", "the minute"},
                                    {",1 * * * *", "the minute"},
                                    {"0 0 1/2147483647 * *", "the day"},
                                    {"99999999999 * * * *", "the minute"},
                                    {"* * * *", "4 fields"},
                                    {"", "0 fields"}}) {
    INFO(text);
    const auto cron = Cron::Parse(text);
    REQUIRE_FALSE(cron.ok());
    CHECK(cron.error().message.find(field) != std::string::npos);
  }
}

TEST_CASE("how often it runs within an hour") {
  CHECK(Cron::Parse("0 * * * *")->TimesAnHour() == 1);
  CHECK(Cron::Parse("*/5 * * * *")->TimesAnHour() == 12);
}
