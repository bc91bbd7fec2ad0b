// Device marks: a client gets one when it logs in and sends it with the next log-in, as a proof
// that it has known the password before (OWASP: device cookies; docs/adr/0007-failed-log-ins.md). A
// mark is sealed, belongs to one account, and is not stored by the service. It does not log anybody
// in; failures with it are counted separately.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "fotogal/base/ids.h"
#include "fotogal/base/services.h"

namespace fotogal {

inline constexpr std::chrono::days kDeviceMarkLifetime{400};
inline constexpr size_t kMaxDeviceMark = 200;  // characters; real ones have fewer

// 22 characters of base64url.
std::string NewDevice(const Random& random);
std::string SealDeviceMark(const Config& config, UserId account, const std::string& device,
                           oci::TimePoint now);
// The device in the mark; "": the mark is not valid for that account, or has expired.
std::string OpenDeviceMark(const Config& config, UserId account, std::string_view mark,
                           oci::TimePoint now);

}  // namespace fotogal
