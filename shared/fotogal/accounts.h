// Accounts: made, found, read.
//
// Sign-up reserves both names (identities.h), writes the user, then confirms the username: that is
// the moment the account exists.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

inline constexpr Id kNobody = 0;  // no account has it

struct NewAccount {
  std::string username, email, full_name, password;  // normalized, password in clear
  bool is_private = false;
};

// How an author's images reach the followers, and between which two it changes (delivery_mode.h).
enum class Delivery { kPush, kToPull, kPull, kToPush };

struct User {
  Id id = 0;
  std::string username, email, full_name, password_hash, image_url;
  std::int64_t created_ts = 0;
  bool is_private = false, is_professional = false;
  bool deleting = false;  // being removed: to others it does not exist any more
  Delivery delivery = Delivery::kPush;
  int image_count = 0, follower_count = 0, following_count = 0;
  nlohmann::json data;  // bio, website
};

// 409 username_taken or email_taken; nothing is kept then.
Outcome<User> CreateAccount(Services& services, oci::Call& call, const NewAccount& account);

// Whose username or e-mail address it is, ABSOLUTE; an unknown one costs as many reads.
Outcome<std::optional<User>> FindByLogin(Services& services, oci::Call& call,
                                         std::string_view login);
// nullopt: nobody. What would be read of somebody is read of kNobody then: who is hidden and who is
// missing take as long.
Outcome<std::optional<Id>> FindByUsername(Services& services, oci::Call& call,
                                          std::string_view username);
// ABSOLUTE; nullopt also for an account that is being deleted.
Outcome<std::optional<User>> FindUser(Services& services, oci::Call& call, Id id);
User UserFromRow(const nlohmann::json& row);

}  // namespace fotogal
