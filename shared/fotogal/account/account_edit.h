// Changes that people make to their own account.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Absent members are not changed. All texts are normalized (text.h).
struct AccountEdit {
  std::optional<std::string> username, email, full_name;
  std::optional<bool> is_private, is_professional;
  std::optional<bool> may_be_indexed;
  std::optional<bool> email_verified;
  std::optional<std::string> pending_email;  // "": none
  std::optional<Language> language;
  std::map<std::string, std::string> data;  // fields of user_data; "" clears one
};

// Makes all changes or none, and returns the account afterwards. Repeating an edit that was
// interrupted finishes it. 409 username_taken, email_taken; 503: another call was changing the
// account.
Outcome<User> EditAccount(const Context& context, const User& was, const AccountEdit& edit);

struct PasswordChange {
  std::string kept_session = {};  // the id of the session that stays; "": none
  bool verifies_address = false;  // who changes it has opened a link that was mailed to the account
};
// Sets the password, ends all other sessions, and says so by mail. 503: as above.
Outcome<Unit> ChangePassword(const Context& context, const User& user, const std::string& password,
                             const PasswordChange& how);

// Replaces the account's password hash, unless it was changed since `user` was read: after a
// log-in, an imported hash is replaced by one of HashPassword. If that fails, the next log-in does
// it.
Outcome<Unit> RenewHash(const Context& context, const User& user, const std::string& password);

// Sets the account's avatar to `url` ("": none), if it is still `was`.
Outcome<bool> SwitchAvatar(const Context& context, UserId user_id, const std::string& was,
                           const std::string& url);

}  // namespace fotogal
