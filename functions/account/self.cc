#include "functions/account/self.h"

#include "fotogal/base/password.h"
#include "functions/support/guard.h"
#include "functions/support/password_check.h"
#include "oci/parallel.h"

namespace fotogal::account {

Outcome<User> FindSelf(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(exchange.context, caller));
  if (!user) return SessionEnded();
  return std::move(*user);
}

Outcome<User> RequireSelf(Exchange& exchange) {
  auto [session, user] =
      oci::InParallel([&] { return RequireSession(exchange); }, [&] { return FindSelf(exchange); });
  OCI_RETURN_IF_ERROR(session);
  return std::move(user);
}

Outcome<User> RequirePassword(Exchange& exchange, Fields& fields) {
  const std::string password = TypedPassword(fields.Required("password", AnyText));
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(User user, RequireSelf(exchange));
  OCI_RETURN_IF_ERROR(
      CheckPassword(exchange, user, [&] { return VerifyPassword(password, user.password_hash); }));
  return user;
}

}  // namespace fotogal::account
