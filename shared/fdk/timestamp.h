#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fdk/fdk.h"

namespace fdk {

// RFC 3339, as in Fn-Deadline: "2026-11-21T14:41:46Z", "...46.25+02:00". Nullopt when it is
// anything else.
std::optional<TimePoint> ParseTimestamp(std::string_view text);

// The same in UTC with milliseconds: "2026-11-21T14:41:46.250Z".
std::string FormatTimestamp(TimePoint time);

}  // namespace fdk
