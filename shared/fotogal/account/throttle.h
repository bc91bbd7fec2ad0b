// Limits the guessing of passwords (docs/adr/0007-failed-log-ins.md). Failures are counted in rows
// that end a day after the last one and contain no name and no address in clear.
//
// A log-in from an unknown device is counted for its account (or, if there is none, for the name
// that was typed) and for its address. From the fifth failure on both are locked, longer with each
// further failure: an account for 30 s to an hour, an address for 1 s to a minute. While either is
// locked, the pair of account and address has ten turns and gets another one every 10 s; only a
// password that was sent before, and is sent again at least 10 s later, can take one. A wrong
// password never gets another turn. So somebody who only sends guesses gets no turns, and takes
// none from the owner, who sends the same password again.
//
// A log-in with a device mark of the account (device_marks.h) is counted only for the mark, whose
// lock is 30 s.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// The longest time that a right password can be delayed by others' guesses, and the longest
// Retry-After.
inline constexpr std::chrono::seconds kHeldAtMost{30};
// How long a password has to wait before it may get a turn, and a pair without turns for its next
// one.
inline constexpr std::chrono::seconds kTurn{10};
// How many turns a pair has before it has to wait.
inline constexpr int kTurns = 10;

// A log-in attempt.
struct Guess {
  std::optional<UserId> account{};
  std::string_view login{};  // as typed, in upper or lower case; used when there is no such account
  std::string_view password{};
  // of the account: after a change of the password, one that was wrong may be right
  std::string_view password_hash{};
  std::string_view address{};  // of the client; of an IPv6 address the first 64 bits count
  std::string_view device{};   // of a device mark of that account, or ""
};
// What the attempt is counted for: keys of `throttle`.
struct Attempt {
  std::string account_key;
  std::string address_key;  // "": the address is not known
  std::string pair_key;
  std::string password_key;  // of this password of this pair
  std::string device_key;    // if not empty, only this one counts
};
Attempt MakeAttempt(const Config& config, const Guess& guess);

struct Admission {
  // set: not admitted, the password is not checked
  std::optional<std::chrono::seconds> retry_after;
  bool has_failures = false;  // of the account or of the device
  std::string turn;           // the row whose turn this attempt has taken; "": none
};
// ABSOLUTE, all rows at the same time. If something is locked, the waiting time of the password
// begins.
Outcome<Admission> Admit(const Context& context, const Attempt& attempt);
// Checks again after the password was found right: of many guesses sent at once, those after the
// fifth failure are refused.
Outcome<Admission> AdmitAgain(const Context& context, const Attempt& attempt,
                              const Admission& before);
// Counts a failure; returns how long the next guess has to wait, if it has to. A password that
// fails while something is locked never gets a turn again.
Outcome<std::optional<std::chrono::seconds>> CountFailure(const Context& context,
                                                          const Attempt& attempt);
// After a success: resets the failures of the account or device, not those of the address. After a
// turn, the pair gets its next one at once.
Outcome<Unit> ForgetFailures(const Context& context, const Attempt& attempt,
                             const Admission& admission);

// For a password that a session must send again. It is counted before it is checked, so that
// simultaneous guesses cannot exceed the fifth; the lock is 30 s to an hour. Only the session's own
// failures count.
struct GuessClaim {
  bool admitted = false;
  std::optional<std::chrono::seconds> retry_after;  // from now on, also when this guess is admitted
};
Outcome<GuessClaim> ClaimGuess(const Context& context, const std::string& session_key);
// The guess was right.
Outcome<Unit> ForgetGuesses(const Context& context, const std::string& session_key);

// 429 too_many_attempts with Retry-After.
Problem TooManyAttempts(std::chrono::seconds retry_after);

}  // namespace fotogal
