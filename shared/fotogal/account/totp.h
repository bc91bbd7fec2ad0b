// Time-based one-time passwords: RFC 6238 with HMAC-SHA-1, six digits and steps of 30 seconds, as
// authenticator apps expect them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oci/call.h"

namespace fotogal::totp {

inline constexpr std::size_t kSecretBytes = 20;  // RFC 4226 recommends 160 bits
inline constexpr std::chrono::seconds kStep{30};

// The number of the step that contains the moment.
std::int64_t StepAt(oci::TimePoint moment);
// Six digits.
std::string CodeOf(std::string_view secret, std::int64_t step);
// The step whose code this is: the present one, the one before or the one after, as clocks differ,
// but none that is not after `used`. nullopt: the code is of none of these.
std::optional<std::int64_t> StepOf(std::string_view secret, std::string_view code,
                                   oci::TimePoint now, std::int64_t used);

// RFC 4648, without padding: how secrets are shown and typed.
std::string Base32(std::string_view bytes);
// What authenticator apps read from a QR code.
std::string OtpauthUrl(std::string_view service, std::string_view username,
                       std::string_view secret);

}  // namespace fotogal::totp
