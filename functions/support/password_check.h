// Asks for the password again before important changes. Failures are counted per session only:
// strangers cannot lock it, and somebody who has stolen a session gets five guesses, and then one
// in 30 s, growing to one in an hour.
#pragma once

#include <functional>
#include <string>

#include "fotogal/people/user.h"
#include "functions/support/exchange.h"

namespace fotogal {

// The password in the form that was hashed: normalized, or as it was typed when it breaks a rule
// (then it matches no hash).
std::string TypedPassword(const std::string& typed);

// 403 wrong_password, 429 too_many_attempts. `is_right` is not called while the session is locked.
Outcome<Unit> CheckPassword(Exchange& exchange, const User& user,
                            const std::function<bool()>& is_right);

}  // namespace fotogal
