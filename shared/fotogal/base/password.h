// Passwords: Argon2id with 19 MiB and 2 passes (OWASP's first choice), by libsodium. Hashes that
// were imported from the original FotoGal (werkzeug's PBKDF2-HMAC-SHA256) are verified too; at the
// owner's next log-in they are replaced.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace fotogal {

// "$argon2id$v=19$m=19456,t=2,p=1$..."; the error: no memory.
oci::Result<std::string> HashPassword(std::string_view password);
// hash: the result of HashPassword, or "pbkdf2:sha256:<iterations>$<salt>$<64 hex digits>" with at
// most a million iterations.
bool VerifyPassword(std::string_view password, const std::string& hash);
// Takes as long as VerifyPassword with an Argon2id hash and returns false: for accounts that do not
// exist.
bool VerifyNothing(std::string_view password);

// How many times this thread has compared a password with a hash. Tests check that log-ins with
// known and unknown names do so equally often.
std::uint64_t HashesComputed();

// True: some password can match it.
bool IsPasswordHash(const std::string& hash);
// True: when the password is right, it should be hashed again and stored.
bool NeedsRehash(const std::string& hash);

}  // namespace fotogal
