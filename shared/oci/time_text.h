// RFC 3339 times, as OCI's JSON has them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oci/call.h"

namespace oci {

// "2026-11-21T14:00:00.123Z"
std::string Rfc3339(TimePoint time);
// Any offset, any number of fraction digits (cut to microseconds). nullopt: not a time.
std::optional<TimePoint> ParseRfc3339(std::string_view text);

}  // namespace oci
