#include "fotogal/people/people.h"

#include "fotogal/people/people_statements.h"
#include "fotogal/people/user.h"

namespace fotogal {

Summary SummaryOf(const User& user) {
  return {.id = user.id,
          .username = user.username,
          .full_name = user.full_name,
          .image_url = user.image_url,
          .is_private = user.is_private,
          .is_professional = user.is_professional,
          .photo_access = user.photo_access};
}

Outcome<std::map<UserId, Summary>> FindPeople(const Context& context,
                                              const std::vector<UserId>& ids) {
  std::map<UserId, Summary> people;
  if (ids.empty()) return people;
  OCI_ASSIGN_OR_RETURN(const auto users, context.Select<User>(kPeopleByIds, {{"$i", ids}}));
  for (const User& user : users) {
    if (!user.deleting && !user.is_suspended()) people.emplace(user.id, SummaryOf(user));
  }
  return people;
}

}  // namespace fotogal
