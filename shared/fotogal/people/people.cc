#include "fotogal/people/people.h"

#include "fotogal/people/people_statements.h"
#include "fotogal/people/user.h"

namespace fotogal {

Summary SummaryOf(const User& user) {
  return {user.id,        user.username,   user.full_name,
          user.image_url, user.is_private, user.is_professional};
}

Outcome<std::map<UserId, Summary>> FindPeople(const Context& context,
                                              const std::vector<UserId>& ids) {
  std::map<UserId, Summary> people;
  if (ids.empty()) return people;
  OCI_ASSIGN_OR_RETURN(const auto users, context.Select<User>(kPeopleByIds, {{"$i", ids}}));
  for (const User& user : users) {
    if (!user.deleting) people.emplace(user.id, SummaryOf(user));
  }
  return people;
}

}  // namespace fotogal
