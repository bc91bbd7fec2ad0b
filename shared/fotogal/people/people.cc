#include "fotogal/people/people.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"

namespace fotogal {

using Json = nlohmann::json;

Summary SummaryOf(const User& user) {
  return {user.id,        user.username,   user.full_name,
          user.image_url, user.is_private, user.is_professional};
}

Outcome<std::map<Id, Summary>> FindPeople(const Context& context, const std::vector<Id>& ids) {
  std::map<Id, Summary> people;
  if (ids.empty()) return people;
  static const std::string kStatement =
      "DECLARE $i ARRAY(LONG); SELECT u.id, u.username, u.full_name, u.profile_image_url, "
      "u.is_private, u.is_professional_account, u.deleting FROM " +
      std::string(schema::kUsers) + " u WHERE u.id IN $i[]";
  OCI_ASSIGN_OR_RETURN(const auto rows, context.QueryAll(kStatement, {{"$i", ids}}));
  for (const auto& row : rows) {
    const User user = UserFromRow(row);
    if (!user.deleting) people.emplace(user.id, SummaryOf(user));
  }
  return people;
}

Json AuthorJson(const Summary& person) {
  return {{"id", ToBase36(person.id)},
          {"username", person.username},
          {"profile_image_url", person.image_url.empty() ? Json() : Json(person.image_url)}};
}

}  // namespace fotogal
