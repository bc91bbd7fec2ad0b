// Passwords: Argon2id, 19 MiB and 2 passes (OWASP's first choice), through libsodium.
#pragma once

#include <string>
#include <string_view>

#include "oci/result.h"

namespace fotogal {

// "$argon2id$v=19$m=19456,t=2,p=1$..."; the error: no memory.
oci::Result<std::string> HashPassword(std::string_view password);
bool VerifyPassword(std::string_view password, const std::string& hash);
// As long as VerifyPassword takes and never true: for accounts that do not exist.
bool VerifyNothing(std::string_view password);

}  // namespace fotogal
