#include "functions/support/password_check.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/throttle.h"
#include "fotogal/base/text.h"
#include "fotogal/counters/throttle_keys.h"
#include "fotogal/people/user.h"
#include "functions/support/audit.h"

namespace fotogal {

std::string TypedPassword(const std::string& typed) {
  auto password = text::Password(typed);
  return password.ok() ? std::move(password).value() : typed;
}

Outcome<Unit> CheckPassword(Exchange& exchange, const User& user,
                            const std::function<bool()>& is_right) {
  Services& services = exchange.context.services;
  const std::string key = ThrottleKeyOfSession(services.config, exchange.caller.session_id);
  OCI_ASSIGN_OR_RETURN(const auto claim, ClaimGuess({services, exchange.context.call}, key));
  if (claim.admitted && is_right()) return ForgetGuesses({services, exchange.context.call}, key);
  if (claim.admitted) Audit(exchange, "password_check_failed", {{"user_id", ToBase36(user.id)}});
  if (claim.retry_after) return TooManyAttempts(*claim.retry_after);
  return Problem(403, "wrong_password", "The password is wrong.");
}

}  // namespace fotogal
