// Counts what accounts and addresses do, against the table in budget_limits.h: one row per account
// (or address) and kind, which ends a day after the last action. A window begins with the first
// action in it, so around its end twice the limit may be used in a short time; simultaneous calls
// never exceed the limit of a window. A refused call has not done anything yet. What is not limited
// (taking back a like, unfollowing, deleting) does not call this.
#pragma once

#include <string>

#include "fotogal/base/budget_limits.h"
#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Counts one action: one write, and another one for the first action of a day. 429 too_many with
// Retry-After: a limit is reached, and nothing was counted. A lost response may count twice.
Outcome<Unit> Spend(const Context& context, Budget budget, UserId user);
// The same for so many actions at once: all or none. More than a limit are let through where
// nothing was done before them. 0: nothing to do.
Outcome<Unit> SpendMany(const Context& context, Budget budget, UserId user, int actions);
// The same for people without an account, by address; does nothing for an unknown address ("").
Outcome<Unit> SpendFrom(const Context& context, Budget budget, const std::string& address);

struct PictureTurn {
  UserId user;
  Id lease = 0;
};
// Counts an upload and its bytes, and takes one of the account's kMostPicturesInFlight turns, in
// the same write; 429 too_many when all are taken. A turn that is not returned ends with the call's
// deadline. kAgain: an earlier try of the same photo was acknowledged; it counts too, but is
// allowed up to twice the limits.
enum class Try { kFirst, kAgain };
Outcome<PictureTurn> BeginPicture(const Context& context, UserId user, std::int64_t bytes,
                                  Try attempt = Try::kFirst);
// Returns the turn. A failure is no error for the caller, because the turn ends by itself.
void EndPicture(const Context& context, const PictureTurn& turn);

}  // namespace fotogal
