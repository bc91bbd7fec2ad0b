// What lists show about people. It is read whenever it is shown, never copied, so that a new name
// or avatar is visible everywhere at once.
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
  PhotoAccess photo_access;
};
Summary SummaryOf(const User& user);

// By id; people who do not exist, are suspended or are being deleted are left out. EVENTUAL, one
// round trip.
Outcome<std::map<UserId, Summary>> FindPeople(const Context& context,
                                              const std::vector<UserId>& ids);

}  // namespace fotogal
