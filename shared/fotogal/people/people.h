// What lists show of people: read when shown, never copied, so that a new name or avatar is seen
// everywhere at once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

struct Summary {
  UserId id;
  std::string username, full_name, image_url;
  bool is_private = false, is_professional = false;
};
Summary SummaryOf(const User& user);

// By id; who does not exist or is being deleted is left out. EVENTUAL, one round trip.
Outcome<std::map<UserId, Summary>> FindPeople(const Context& context,
                                              const std::vector<UserId>& ids);

}  // namespace fotogal
