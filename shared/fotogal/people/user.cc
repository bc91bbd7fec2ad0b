#include "fotogal/people/user.h"

#include "fotogal/base/rows.h"

namespace fotogal {

Outcome<std::optional<User>> FindUserRow(const Context& context, UserId id) {
  OCI_ASSIGN_OR_RETURN(auto user, context.Find<User>(KeyOfUser(id)));
  return user;
}

Outcome<std::optional<User>> FindUser(const Context& context, UserId id) {
  OCI_ASSIGN_OR_RETURN(auto user, FindUserRow(context, id));
  if (user && user->deleting) user.reset();
  return user;
}

Outcome<std::optional<User>> FindShownUser(const Context& context, UserId id) {
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(context, id));
  if (user && user->is_suspended()) user.reset();
  return user;
}

}  // namespace fotogal
