// Too many failed log-ins: counted by the name that was typed (whether or not there is such an
// account) and by the address they came from, in rows that end a day after the last failure and
// hold neither in clear. A locked name or address is refused before a password is looked at; each
// further failure doubles the lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

// What a password check is counted by.
struct Attempt {
  std::string name_key;     // of `throttle`
  std::string address_key;  // "": the address is not known
};
// login: a username or e-mail address as typed; case makes no difference. address: of the client;
// of an IPv6 address the first 64 bits count.
Attempt MakeAttempt(const Config& config, std::string_view login, std::string_view address);

struct Throttled {
  bool has_failures = false;                        // of the name
  std::optional<std::chrono::seconds> retry_after;  // locked
};
// ABSOLUTE, both rows side by side.
Outcome<Throttled> ReadThrottle(Services& services, oci::Call& call, const Attempt& attempt);
// Counts a failure for both; answers what stands then.
Outcome<Throttled> CountFailure(Services& services, oci::Call& call, const Attempt& attempt);
// A success: the name's failures are forgotten, the address's are not.
Outcome<Unit> ForgetFailures(Services& services, oci::Call& call, const Attempt& attempt);

// 429 too_many_attempts with Retry-After.
Problem TooManyAttempts(std::chrono::seconds retry_after);

// What the rows of one person's names are found by, to delete them.
std::string ThrottleKeyOfName(const Config& config, std::string_view login);

}  // namespace fotogal
