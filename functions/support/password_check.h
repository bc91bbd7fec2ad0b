// Passwords asked for again before something grave. Failures count against the session alone: no
// stranger can lock it, and whoever has stolen one gets five guesses, then one in 30 s to an hour.
#pragma once

#include <functional>
#include <string>

#include "fotogal/people/user.h"
#include "functions/support/exchange.h"

namespace fotogal {

// The password as it was when it was hashed: normalized, or as typed when no rule lets it through
// (then it matches nothing).
std::string TypedPassword(const std::string& typed);

// 403 wrong_password, 429 too_many_attempts. `is_right` is not asked while the session is locked.
Outcome<Unit> CheckPassword(Exchange& exchange, const User& user,
                            const std::function<bool()>& is_right);

}  // namespace fotogal
