// Texts that rows keep for a short time and that nobody who only reads the rows may see: secrets of
// links before they are mailed, addresses. Encrypted and authenticated by libsodium's secretbox
// (XSalsa20-Poly1305).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/services.h"

namespace fotogal {

// base64url. `purpose`: what is sealed for one is not opened for another.
std::string SealSecret(const Services& services, std::string_view purpose, std::string_view text);
// nullopt: damaged, sealed for something else, or with another key.
std::optional<std::string> OpenSecret(const Services& services, std::string_view purpose,
                                      std::string_view sealed);

}  // namespace fotogal
