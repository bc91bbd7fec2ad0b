// A user: the row of an account, and reading it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/photo_access.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

inline constexpr UserId kNobody = 0;  // no account has it

// How an author's images reach followers, and which of the two it is changing to
// (feed/delivery_switch.h).
enum class Delivery { kPush, kToPull, kPull, kToPush };

// As users.delivery spells it; NULL: push.
NLOHMANN_JSON_SERIALIZE_ENUM(Delivery, {{Delivery::kPush, "push"},
                                        {Delivery::kToPull, "to_pull"},
                                        {Delivery::kPull, "pull"},
                                        {Delivery::kToPush, "to_push"}})

// In which mails are written, as users.language spells it.
enum class Language { kEnglish, kPortuguese };
NLOHMANN_JSON_SERIALIZE_ENUM(Language, {{Language::kEnglish, "en"}, {Language::kPortuguese, "pt"}})

// account/second_factor.h
struct SecondFactor {
  std::string secret;                 // sealed; "": there is none
  std::int64_t used_step = 0;         // of the last code that was used
  std::vector<std::string> recovery;  // hashes of the recovery codes that are left
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(SecondFactor, secret, used_step, recovery)
};

// Why, and since when (ms), a moderator has hidden the account. The person sees the reason.
struct Suspension {
  std::string reason;  // "": not suspended
  std::int64_t since_ts = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(Suspension, reason, since_ts)
};

struct User {
  static constexpr auto kTable = schema::kUsers;

  UserId id = 0;
  std::string username, email, full_name, password_hash, image_url;
  std::int64_t created_ts = 0;
  bool is_private = false, is_professional = false;
  bool deleting = false;  // the account is being deleted: it does not exist for others
  Delivery delivery = Delivery::kPush;
  int image_count = 0, follower_count = 0, following_count = 0;
  nlohmann::json data;  // bio, website
  Op op = 0;            // of the sign-up
  PhotoAccess photo_access;
  Op photo_access_op = 0;       // of the last change of photo_access
  bool email_verified = false;  // a link that was mailed there has been opened
  SecondFactor second_factor;
  Op second_factor_op = 0;    // of the last change of second_factor
  std::string pending_email;  // asked for in place of `email`, not verified yet; "": none
  Language language = Language::kEnglish;  // of mails
  Suspension suspension;
  Op suspension_op = 0;         // of the last suspension or restoration
  std::vector<ImageId> pinned;  // the person's own images that come first in the profile
  bool may_be_indexed = false;  // search engines may list the public pages of the person
  bool takes_pushes = false;    // a session of theirs has a push subscription, or had one

  bool is_suspended() const { return !suspension.reason.empty(); }

  static constexpr auto Columns() {
    return std::tuple(
        Column("id", &User::id), Column("username", &User::username), Column("email", &User::email),
        Column("full_name", &User::full_name), Column("password", &User::password_hash),
        Column("profile_image_url", &User::image_url), Column("created_ts", &User::created_ts),
        Column("is_private", &User::is_private),
        Column("is_professional_account", &User::is_professional),
        Column("deleting", &User::deleting), Column("delivery", &User::delivery),
        Column("image_count", &User::image_count), Column("follower_count", &User::follower_count),
        Column("following_count", &User::following_count), Column("user_data", &User::data),
        Column("op", &User::op), Column("photo_access", &User::photo_access),
        Column("photo_access_op", &User::photo_access_op),
        Column("email_verified", &User::email_verified),
        Column("pending_email", &User::pending_email), Column("language", &User::language),
        Column("second_factor", &User::second_factor),
        Column("second_factor_op", &User::second_factor_op),
        Column("suspension", &User::suspension), Column("suspension_op", &User::suspension_op),
        Column("pinned", &User::pinned), Column("may_be_indexed", &User::may_be_indexed),
        Column("takes_pushes", &User::takes_pushes));
  }
  void Complete(const nlohmann::json&) {
    if (!data.is_object()) data = nullptr;
  }
};

// ABSOLUTE; nullopt also for an account that is being deleted.
Outcome<std::optional<User>> FindUser(const Context& context, UserId id);
// The same for somebody else's eyes: nullopt also for a suspended account, which nobody sees.
Outcome<std::optional<User>> FindShownUser(const Context& context, UserId id);
// ABSOLUTE; also one that is being deleted.
Outcome<std::optional<User>> FindUserRow(const Context& context, UserId id);

}  // namespace fotogal
