#include "fotogal/people/user.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr std::array kModeNames = {"push", "to_pull", "pull", "to_push"};

}  // namespace

Delivery DeliveryOf(std::string_view column) {
  const auto found = std::ranges::find(kModeNames, column);
  return found == kModeNames.end() ? Delivery::kPush
                                   : static_cast<Delivery>(found - kModeNames.begin());
}

const char* NameOf(Delivery delivery) { return kModeNames[static_cast<size_t>(delivery)]; }

Outcome<std::optional<User>> FindUser(const Context& context, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto row, context.Get(schema::kUsers, KeyOfUser(id),
                                                   oci::nosql::Consistency::kAbsolute));
  if (!row) return std::optional<User>();
  User user = UserFromRow(row->value);
  if (user.deleting) return std::optional<User>();
  return std::optional<User>(std::move(user));
}

User UserFromRow(const Json& row) {
  User user;
  user.id = row.at("id").get<Id>();
  user.username = TextOf(row, "username");
  user.email = TextOf(row, "email");
  user.full_name = TextOf(row, "full_name");
  user.password_hash = TextOf(row, "password");
  user.image_url = TextOf(row, "profile_image_url");
  user.created_ts = NumberOf<std::int64_t>(row, "created_ts");
  user.is_private = FlagOf(row, "is_private");
  user.is_professional = FlagOf(row, "is_professional_account");
  user.deleting = FlagOf(row, "deleting");
  user.delivery = DeliveryOf(TextOf(row, "delivery"));
  user.image_count = NumberOf<int>(row, "image_count");
  user.follower_count = NumberOf<int>(row, "follower_count");
  user.following_count = NumberOf<int>(row, "following_count");
  if (const auto data = row.find("user_data"); data != row.end() && data->is_object())
    user.data = *data;
  return user;
}

}  // namespace fotogal
