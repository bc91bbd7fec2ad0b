// Whom somebody may want to follow: people whom those follow whom they follow, and people who have
// published lately. What is read depends neither on how many follow whom nor on how many publish.
#pragma once

#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// What all costs together at most, in read units.
inline constexpr int kSuggestionUnits = 160;

// First those whom several of the viewer's follow, then others whom one of them follows, then
// people who have a photo in Explore; each once, never the viewer, and nobody whom the viewer
// follows or has asked. Not checked: some may be blocked, or gone (PeopleItems). EVENTUAL; three
// round trips.
Outcome<std::vector<UserId>> PeopleToMeet(const Context& context, UserId viewer);

}  // namespace fotogal
