// Too many failed log-ins: counted by the account (or, where there is none, by the name that was
// typed) and by the address they came from, in rows that end a day after the last failure and hold
// neither in clear. From the fifth failure on an account or address is locked: refused before a
// password is looked at. Each further failure doubles the lock: of an account 30 s to an hour, of
// an address, which many may share, 1 s to a minute.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/ids.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

// What a password check is counted by.
struct Attempt {
  std::string account_key;  // of `throttle`
  std::string address_key;  // "": the address is not known
};
// login: as typed, in whatever case; counts when there is no such account. address: of the client;
// of an IPv6 address the first 64 bits count.
Attempt MakeAttempt(const Config& config, std::optional<Id> account, std::string_view login,
                    std::string_view address);

struct Throttled {
  bool has_failures = false;                        // of the account
  std::optional<std::chrono::seconds> retry_after;  // locked
};
// ABSOLUTE, both rows side by side.
Outcome<Throttled> ReadThrottle(Services& services, oci::Call& call, const Attempt& attempt);
// Counts a failure for both; answers what stands then.
Outcome<Throttled> CountFailure(Services& services, oci::Call& call, const Attempt& attempt);
// A success: the account's failures are forgotten, the address's are not.
Outcome<Unit> ForgetFailures(Services& services, oci::Call& call, const Attempt& attempt);

// 429 too_many_attempts with Retry-After.
Problem TooManyAttempts(std::chrono::seconds retry_after);

// What the rows of one person are found by, to delete them.
std::string ThrottleKeyOfAccount(const Config& config, Id account);
std::string ThrottleKeyOfName(const Config& config, std::string_view login);

}  // namespace fotogal
