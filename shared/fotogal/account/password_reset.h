// A new password for somebody who has forgotten the old one, by a link that is mailed to the
// account's address.
#pragma once

#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/mail/link_tokens.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Takes the same time whether the address has an account or not. The same for mails that are off,
// which are refused: 501 mail_not_configured.
Outcome<Unit> AskForPasswordReset(const Context& context, const std::string& email);

// A link that still works, and its account.
struct PasswordReset {
  StandingToken link;
  User user;
};
// 400 bad_token.
Outcome<PasswordReset> FindPasswordReset(const Context& context, const std::string& token);
// Sets the password once, ends all sessions and says so by mail; the address has shown to be the
// owner's. Repeated with the same password after a lost answer, it finishes what was begun. 400
// bad_token: somebody else was faster.
Outcome<Unit> ResetPassword(const Context& context, const PasswordReset& reset,
                            const std::string& password);

}  // namespace fotogal
