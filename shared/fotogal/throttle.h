// Guessing passwords (docs/adr/0007-failed-log-ins.md). Failures are counted in rows that end a day
// after the last one and hold no name and no address in clear.
//
// A log-in of an unknown device counts by its account (or, where there is none, by the name that
// was typed) and by the address it comes from. From the fifth failure on both are locked, and
// longer with each further one: of an account 30 s to an hour, of an address 1 s to a minute. While
// either is locked, guesses take turns: each pair of account and address has one turn in 30 s, the
// first 30 s after it first knocked. So nobody can keep anybody out for longer, who does not guess
// at the same account from the same address.
//
// A log-in with a mark of the account (device_marks.h) counts by that mark alone, whose lock is 30
// s.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/ids.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

// How long a turn is, and how long a right password is held at most.
inline constexpr std::chrono::seconds kTurn{30};

// What a log-in is counted by: keys of `throttle`.
struct Attempt {
  std::string account_key;
  std::string address_key;  // "": the address is not known
  std::string pair_key;
  std::string device_key;  // where it is not empty, the others do not count
};
// login: as typed, in whatever case; counts when there is no such account. address: of the client;
// of an IPv6 address the first 64 bits count. device: of a mark of that account, or "".
Attempt MakeAttempt(const Config& config, std::optional<Id> account, std::string_view login,
                    std::string_view address, std::string_view device = {});

struct Admission {
  std::optional<std::chrono::seconds> retry_after;  // not admitted: no password is looked at
  bool has_failures = false;                        // of the account or of the device
  std::string turn;  // the row whose turn this is and nobody else's until it is over; "": none
};
// ABSOLUTE, rows side by side.
Outcome<Admission> Admit(Services& services, oci::Call& call, const Attempt& attempt);
// The same once more, when the password has turned out right: of many guesses sent at once, those
// that come after the fifth failure are refused.
Outcome<Admission> AdmitAgain(Services& services, oci::Call& call, const Attempt& attempt,
                              const Admission& before);
// Counts a failure; answers how long the next guess must wait, if it must.
Outcome<std::optional<std::chrono::seconds>> CountFailure(Services& services, oci::Call& call,
                                                          const Attempt& attempt,
                                                          const Admission& admission);
// A success: failures of the account or of the device are forgotten, those of the address are not.
// After a turn of a pair its next one is at once.
Outcome<Unit> ForgetFailures(Services& services, oci::Call& call, const Attempt& attempt,
                             const Admission& admission);

// Of the password that a session is asked for again. Counted before it is looked at, so that no
// number of guesses sent at once gets past the fifth; the lock is 30 s to an hour. Nobody else's
// failures count.
struct GuessClaim {
  bool admitted = false;
  std::optional<std::chrono::seconds> retry_after;  // from now on, also when admitted
};
Outcome<GuessClaim> ClaimGuess(Services& services, oci::Call& call, const std::string& session_key);
// The guess was right.
Outcome<Unit> ForgetGuesses(Services& services, oci::Call& call, const std::string& session_key);

// 429 too_many_attempts with Retry-After.
Problem TooManyAttempts(std::chrono::seconds retry_after);

// What the rows of one person are found by, to delete them.
std::string ThrottleKeyOfAccount(const Config& config, Id account);
std::string ThrottleKeyOfName(const Config& config, std::string_view login);
std::string ThrottleKeyOfSession(const Config& config, std::string_view session_id);

}  // namespace fotogal
