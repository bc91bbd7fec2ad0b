// Guessing passwords (docs/adr/0007-failed-log-ins.md). Failures are counted in rows that end a day
// after the last one and hold no name and no address in clear.
//
// A log-in of an unknown device counts by its account (or, where there is none, by the name that
// was typed) and by the address it comes from. From the fifth failure on both are locked, and
// longer with each further one: of an account 30 s to an hour, of an address 1 s to a minute. While
// either is locked, a pair of account and address has ten turns, and another one every 10 s, and
// only a password that was sent before and comes again 10 s later may take one. A wrong one gets no
// other. So who only sends guesses has no turn and takes none from the owner, who sends the same
// password again.
//
// A log-in with a mark of the account (device_marks.h) counts by that mark alone, whose lock is 30
// s.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// A right password is held by others' guesses for no longer, and no refusal asks to wait longer.
inline constexpr std::chrono::seconds kHeldAtMost{30};
// How long a password waits before it may have a turn, and a pair without one for its next.
inline constexpr std::chrono::seconds kTurn{10};
// How many a pair has before it must wait for them.
inline constexpr int kTurns = 10;

// A log-in that is tried.
struct Guess {
  std::optional<UserId> account{};
  std::string_view login{};  // as typed, in whatever case; counts when there is no such account
  std::string_view password{};
  std::string_view password_hash{};  // of the account: what was wrong may be right after a change
  std::string_view address{};        // of the client; of an IPv6 address the first 64 bits count
  std::string_view device{};         // of a mark of that account, or ""
};
// What it is counted by: keys of `throttle`.
struct Attempt {
  std::string account_key;
  std::string address_key;  // "": the address is not known
  std::string pair_key;
  std::string password_key;  // of this password of this pair
  std::string device_key;    // where it is not empty, the others do not count
};
Attempt MakeAttempt(const Config& config, const Guess& guess);

struct Admission {
  std::optional<std::chrono::seconds> retry_after;  // not admitted: no password is looked at
  bool has_failures = false;                        // of the account or of the device
  std::string turn;  // the row one of whose turns this is, and nobody else's; "": none
};
// ABSOLUTE, rows side by side. A password that finds something locked begins to wait.
Outcome<Admission> Admit(const Context& context, const Attempt& attempt);
// The same once more, when the password has turned out right: of many guesses sent at once, those
// that come after the fifth failure are refused.
Outcome<Admission> AdmitAgain(const Context& context, const Attempt& attempt,
                              const Admission& before);
// Counts a failure; answers how long the next guess must wait, if it must. What fails while
// something is locked never has a turn again.
Outcome<std::optional<std::chrono::seconds>> CountFailure(const Context& context,
                                                          const Attempt& attempt);
// A success: failures of the account or of the device are forgotten, those of the address are not.
// After a turn of a pair its next one is at once.
Outcome<Unit> ForgetFailures(const Context& context, const Attempt& attempt,
                             const Admission& admission);

// Of the password that a session is asked for again. Counted before it is looked at, so that no
// number of guesses sent at once gets past the fifth; the lock is 30 s to an hour. Nobody else's
// failures count.
struct GuessClaim {
  bool admitted = false;
  std::optional<std::chrono::seconds> retry_after;  // from now on, also when admitted
};
Outcome<GuessClaim> ClaimGuess(const Context& context, const std::string& session_key);
// The guess was right.
Outcome<Unit> ForgetGuesses(const Context& context, const std::string& session_key);

// 429 too_many_attempts with Retry-After.
Problem TooManyAttempts(std::chrono::seconds retry_after);

}  // namespace fotogal
