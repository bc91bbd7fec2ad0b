// A second factor beside the password: codes of an authenticator app (totp.h), and ten recovery
// codes for people without it. The account's row keeps the app's secret sealed and hashes of the
// recovery codes. Each use changes the row on condition that nobody else has, so a code works once.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

bool HasSecondFactor(const User& user);

// What is shown to somebody who wants to switch it on. It waits for ten minutes.
struct TotpOffer {
  std::string secret;  // base 32
  std::string url;     // otpauth://
};
// 409 second_factor_on.
Outcome<TotpOffer> OfferTotp(const Context& context, const User& user);
// Switches it on, if the code is one of the offered secret, and says so by mail. Returns the
// recovery codes, which nobody can read again. 403 wrong_code, 429 too_many_attempts, 409
// second_factor_on, 409 not_offered: there is no offer, or it has ended.
Outcome<std::vector<std::string>> SwitchTotpOn(const Context& context, const User& user,
                                               const std::string& code);
// Switches it off, and says so by mail. 403 wrong_code, 429 too_many_attempts, 409
// second_factor_off.
Outcome<Unit> SwitchTotpOff(const Context& context, const User& user, const std::string& code);

// Writes the account's second factor (an empty one: there is none), unless it has changed since
// `user` was read, which false tells.
Outcome<bool> SetSecondFactor(const Context& context, const User& user, const SecondFactor& factor);

// Uses a code of the app, or a recovery code, up. Guesses are counted for the account: from the
// fifth failure on it is locked, for 30 s to an hour. 403 wrong_code, 429 too_many_attempts.
Outcome<Unit> UseCode(const Context& context, const User& user, const std::string& code);

}  // namespace fotogal
