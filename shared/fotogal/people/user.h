// A user: the row of an account, and how it is read.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

inline constexpr Id kNobody = 0;  // no account has it

// How an author's images reach the followers, and between which two it changes
// (feed/delivery_switch.h).
enum class Delivery { kPush, kToPull, kPull, kToPush };

// As users.delivery spells it; "" and NULL: push.
Delivery DeliveryOf(std::string_view column);
const char* NameOf(Delivery delivery);

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

// ABSOLUTE; nullopt also for an account that is being deleted.
Outcome<std::optional<User>> FindUser(const Context& context, Id id);
User UserFromRow(const nlohmann::json& row);

}  // namespace fotogal
