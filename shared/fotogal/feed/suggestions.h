// Whom somebody may want to follow: people whom those follow whom they follow, and people who have
// published lately. What is read depends neither on how many follow whom nor on how many publish.
#pragma once

#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// What the two cost together at most, in read units.
inline constexpr int kSuggestionUnits = 100;

// First those whom several of the viewer's follow, then others whom one of them follows, then
// people who have a photo in Explore; each once, and never the viewer. Not checked: some may be
// followed already, blocked, or gone (PeopleItems). EVENTUAL; two round trips.
Outcome<std::vector<UserId>> PeopleToMeet(const Context& context, UserId viewer);

}  // namespace fotogal
