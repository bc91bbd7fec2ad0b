// Passwords asked for again before something grave, under the same protection as a log-in.
#pragma once

#include <functional>
#include <string>

#include "fotogal/accounts.h"
#include "fotogal/throttle.h"
#include "functions/support/exchange.h"

namespace fotogal {

// The password as it was when it was hashed: normalized, or as typed when no rule lets it through
// (then it matches nothing).
std::string TypedPassword(const std::string& typed);

// The attempt of this request on that account, or on a name that is nobody's.
Attempt AttemptOn(const Exchange& exchange, std::optional<Id> account, std::string_view login);

// 403 wrong_password, 429 too_many_attempts. `is_right` is not asked while the account is locked.
Outcome<Unit> CheckPassword(Exchange& exchange, const User& user,
                            const std::function<bool()>& is_right);

}  // namespace fotogal
