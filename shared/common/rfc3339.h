// Times as RFC 3339 writes them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace common {

using TimePoint = std::chrono::system_clock::time_point;

// In UTC with milliseconds, the rest cut off: "2026-11-21T14:41:46.250Z".
std::string Rfc3339(TimePoint time);

// TimePoint holds nanoseconds, and so no times before 1700 and after 2200 that are safe to reckon
// with: such a time counts as the nearest that is, or is refused.
enum class FarTimes { kAreNearest, kAreRefused };

// Any offset, any number of digits in the fraction (cut off behind nanoseconds):
// "2026-11-21T14:41:46Z", "2026-11-21T16:41:46.25+02:00". nullopt: no such time.
std::optional<TimePoint> ParseRfc3339(std::string_view text,
                                      FarTimes far_times = FarTimes::kAreNearest);

}  // namespace common
