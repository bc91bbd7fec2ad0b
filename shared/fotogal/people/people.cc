#include "fotogal/people/people.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/people_statements.h"
#include "fotogal/people/user.h"

namespace fotogal {

Summary SummaryOf(const User& user) {
  return {user.id,        user.username,   user.full_name,
          user.image_url, user.is_private, user.is_professional};
}

Outcome<std::map<Id, Summary>> FindPeople(const Context& context, const std::vector<Id>& ids) {
  std::map<Id, Summary> people;
  if (ids.empty()) return people;
  OCI_ASSIGN_OR_RETURN(const auto rows, context.QueryAll(kPeopleByIds, {{"$i", ids}}));
  for (const auto& row : rows) {
    const User user = UserFromRow(row);
    if (!user.deleting) people.emplace(user.id, SummaryOf(user));
  }
  return people;
}

}  // namespace fotogal
