// Which mentions of a person still stand, and may still be seen by that person.
#pragma once

#include <compare>
#include <set>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

struct MentionPlace {
  ImageRef image{};
  CommentId comment = 0;  // 0: in the caption
  auto operator<=>(const MentionPlace&) const = default;
};

// Those of these where the person is mentioned now, in images that the person may see. EVENTUAL;
// one round trip, none for nothing.
Outcome<std::set<MentionPlace>> StandingMentions(const Context& context, UserId person,
                                                 const std::vector<MentionPlace>& places);

}  // namespace fotogal
