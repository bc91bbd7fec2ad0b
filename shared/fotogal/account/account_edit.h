// What people change of their own account.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Absent: stays as it is. All texts are normalized (text.h).
struct AccountEdit {
  std::optional<std::string> username, email, full_name;
  std::optional<bool> is_private, is_professional;
  std::map<std::string, std::string> data;  // fields of user_data; "" clears one
};

// Carries the edit out, all of it or none, and answers the account as it is then. Repeating an edit
// that was cut off finishes it. 409 username_taken, email_taken; 503: the account was being changed
// from elsewhere.
Outcome<User> EditAccount(const Context& context, const User& was, const AccountEdit& edit);

// Sets the password and ends all other sessions than `session_id`. 503: as above.
Outcome<Unit> ChangePassword(const Context& context, const User& user, const std::string& password,
                             const std::string& session_id);

// Replaces the hash of the password that the account has, unless it has been changed since `user`
// was read: an imported hash gives way to one of ours at a log-in, or at the next one.
Outcome<Unit> RenewHash(const Context& context, const User& user, const std::string& password);

// Makes `url` ("": none) the account's avatar, if it still is `was`.
Outcome<bool> SwitchAvatar(const Context& context, UserId user_id, const std::string& was,
                           const std::string& url);

}  // namespace fotogal
