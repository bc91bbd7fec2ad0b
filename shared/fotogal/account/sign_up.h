// Signing up: reserves both names (identities.h), writes the user, then confirms the username; from
// that moment the account exists.
#pragma once

#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

struct NewAccount {
  std::string username, email, full_name, password;  // normalized, password in clear
  bool is_private = false;
  Language language = Language::kEnglish;
};

// 409 username_taken or email_taken; nothing is stored then.
Outcome<User> CreateAccount(const Context& context, const NewAccount& account);

}  // namespace fotogal
