// Times in the format of RFC 3339.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace common {

using TimePoint = std::chrono::system_clock::time_point;

// Of seconds since 1970, which may be more than TimePoint, which counts nanoseconds, can hold: those
// of years before 1700 or after 2200 become the nearest of these years.
TimePoint NearestTime(std::int64_t seconds);

// In UTC with milliseconds, cut off and not rounded: "2026-11-21T14:41:46.250Z".
std::string Rfc3339(TimePoint time);

// What to do with a year before 1700 or after 2200, where TimePoint, which counts nanoseconds,
// might overflow in calculations: replace it by the nearest allowed time, or refuse it.
enum class FarTimes { kAreNearest, kAreRefused };

// Accepts any offset, and any number of digits in the fraction (cut off after nanoseconds):
// "2026-11-21T14:41:46Z", "2026-11-21T16:41:46.25+02:00". nullopt: not a valid time.
std::optional<TimePoint> ParseRfc3339(std::string_view text,
                                      FarTimes far_times = FarTimes::kAreNearest);

}  // namespace common
