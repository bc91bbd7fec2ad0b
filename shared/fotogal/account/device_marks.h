// Marks of devices: what a client is given when it logs in, to show at its next log-in that it has
// known the password once (OWASP's device cookies; docs/adr/0007-failed-log-ins.md). Sealed, bound
// to one account, nowhere stored. A mark lets nobody in: what fails with it is counted apart.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "fotogal/base/ids.h"
#include "fotogal/base/services.h"

namespace fotogal {

inline constexpr std::chrono::days kDeviceMarkLifetime{400};
inline constexpr size_t kMaxDeviceMark = 200;  // characters; those that are made have fewer

// 22 characters of base64url.
std::string NewDevice(const Random& random);
std::string SealDeviceMark(const Config& config, UserId account, const std::string& device,
                           oci::TimePoint now);
// The device; "": it is no mark of that account, or its time is over.
std::string OpenDeviceMark(const Config& config, UserId account, std::string_view mark,
                           oci::TimePoint now);

}  // namespace fotogal
