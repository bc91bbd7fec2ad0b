#include "functions/support/password_check.h"

#include <nlohmann/json.hpp>

#include "fotogal/text.h"
#include "functions/support/audit.h"
#include "oci/parallel.h"

namespace fotogal {

std::string TypedPassword(const std::string& typed) {
  auto password = text::Password(typed);
  return password.ok() ? std::move(password).value() : typed;
}

Attempt AttemptOn(const Exchange& exchange, std::optional<Id> account, std::string_view login) {
  return MakeAttempt(exchange.services.config, account, login,
                     exchange.request.headers.Get("X-Real-Ip").value_or(""));
}

Outcome<Unit> CheckPassword(Exchange& exchange, const User& user,
                            const std::function<bool()>& is_right) {
  Services& services = exchange.services;
  const Attempt attempt = AttemptOn(exchange, user.id, user.username);
  OCI_ASSIGN_OR_RETURN(const auto before, ReadThrottle(services, exchange.call, attempt));
  if (before.retry_after) return TooManyAttempts(*before.retry_after);
  if (is_right()) {
    if (before.has_failures) OCI_RETURN_IF_ERROR(ForgetFailures(services, exchange.call, attempt));
    return Unit{};
  }
  auto [counted, audited] = oci::InParallel(
      [&] { return CountFailure(services, exchange.call, attempt); },
      [&] {
        return Audit(exchange, "password_check_failed", {{"user_id", ToBase36(user.id)}});
      });
  OCI_RETURN_IF_ERROR(counted);
  if (counted->retry_after) return TooManyAttempts(*counted->retry_after);
  return Problem(403, "wrong_password", "The password is wrong.");
}

}  // namespace fotogal
