// TIMESTAMP(p): times in UTC with p digits after the second.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "local/standin/nosql/value.h"

namespace standin::nosql {

// "2026-01-01", "2026-01-01T10:00", "2026-01-01T10:00:00.123456", each with or without "Z" or an
// offset ("+02:00"), which is converted to UTC. Digits beyond the precision are cut off.
std::optional<Value> ParseTimestamp(std::string_view text, int precision);

// "2026-01-01T10:00:00.123Z", always with all digits of the precision.
std::string FormatTimestamp(const Value& timestamp);

Value TimestampOf(std::chrono::system_clock::time_point time, int precision);

}  // namespace standin::nosql
