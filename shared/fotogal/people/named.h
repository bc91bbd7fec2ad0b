// What people are called whom a text mentions: who has been renamed since is found under the new
// name, and who is gone, or blocked, is not named at all.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

using Named = std::map<UserId, std::string>;  // usernames

// For one page, so many people are looked up: those mentioned first.
inline constexpr size_t kMostNamed = 20;

// The different ones of these people, as far as they are somebody, at most so many.
std::vector<UserId> DifferentPeople(const std::vector<UserId>& people, size_t most = kMostNamed);

// The usernames of those whom the viewer may be shown. EVENTUAL; one round trip, none for nobody.
Outcome<Named> NamedTo(const Context& context, UserId viewer, const std::vector<UserId>& people);

}  // namespace fotogal
