// Passwords: Argon2id, 19 MiB and 2 passes (OWASP's first choice), through libsodium. Hashes that
// were imported from the original FotoGal (werkzeug's PBKDF2-HMAC-SHA256) verify too, until their
// owner logs in and they are made anew.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace fotogal {

// "$argon2id$v=19$m=19456,t=2,p=1$..."; the error: no memory.
oci::Result<std::string> HashPassword(std::string_view password);
// hash: as HashPassword makes them, or "pbkdf2:sha256:<iterations>$<salt>$<64 hex digits>" of at
// most a million iterations.
bool VerifyPassword(std::string_view password, const std::string& hash);
// As long as VerifyPassword takes with an Argon2id hash and never true: for accounts that do not
// exist.
bool VerifyNothing(std::string_view password);

// How many times this thread has gone to the cost of comparing a password with a hash. Tests hold
// log-ins of known and unknown names to the same number.
std::uint64_t HashesComputed();

// True: VerifyPassword can be true of it.
bool IsPasswordHash(const std::string& hash);
// True: a password that verifies should be hashed anew and stored.
bool NeedsRehash(const std::string& hash);

}  // namespace fotogal
