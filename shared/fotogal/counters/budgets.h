// What accounts, and addresses, have done of late, counted against the table of budget_limits.h:
// one row for each and each kind, that ends a day after the last of it. A window begins with the
// first of it; at the end of one and the beginning of the next twice as many may come close
// together. Calls at once never come to more than a window's number. Whatever is refused here has
// not been begun; what is free (to take back a like, to unfollow, to delete) does not come here.
#pragma once

#include <string>

#include "fotogal/base/budget_limits.h"
#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Counts one: one write, and one more when it is the first in a day. 429 too_many with Retry-After:
// nothing was counted, it would be one too many. An answer that was lost counts twice at worst.
Outcome<Unit> Spend(const Context& context, Budget budget, UserId user);
// The same for who has no account yet; nothing for an address that is not known ("").
Outcome<Unit> SpendFrom(const Context& context, Budget budget, const std::string& address);

struct PictureTurn {
  UserId user;
  Id lease = 0;
};
// Counts an upload and its bytes, and takes one of the account's kMostPicturesInFlight turns, in
// the same write: 429 too_many when all are taken. A turn that nobody gives back ends with the
// call's deadline.
// kAgain: an earlier try was acknowledged; it counts, and is let through up to twice the numbers.
enum class Try { kFirst, kAgain };
Outcome<PictureTurn> BeginPicture(const Context& context, UserId user, std::int64_t bytes,
                                  Try attempt = Try::kFirst);
// Gives the turn back; a failure is not the caller's, the turn ends by itself.
void EndPicture(const Context& context, const PictureTurn& turn);

}  // namespace fotogal
