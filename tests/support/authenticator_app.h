// What an authenticator app does with the secret that it is shown.
#pragma once

#include <cstdint>
#include <string>

#include "fotogal/account/totp.h"

namespace tests {

inline std::string BytesOfBase32(const std::string& text) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    bits = bits << 5 | static_cast<std::uint32_t>(alphabet.find(letter));
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count);
  }
  return bytes;
}

// The code at that moment, or so many steps of 30 seconds later or earlier.
inline std::string CodeAt(oci::TimePoint moment, const std::string& shown_secret, int later = 0) {
  namespace totp = fotogal::totp;
  return totp::CodeOf(BytesOfBase32(shown_secret), totp::StepAt(moment) + later);
}

}  // namespace tests
