// Who blocks whom, as others need to know it. blocks.h makes and ends blocks.
#pragma once

#include <set>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Whom `user` blocks, by id; `after` 0: from the first. EVENTUAL.
Outcome<std::vector<Id>> BlockedBy(const Context& context, Id user, Id after, int limit);

struct Blocks {
  std::set<Id> by_user;  // whom the user blocks
  std::set<Id> of_user;  // who blocks the user
};
// The blocks between `user` and these. EVENTUAL.
Outcome<Blocks> BlocksAmong(const Context& context, Id user, const std::vector<Id>& others);
// Which of these block or are blocked by `user`. EVENTUAL.
Outcome<std::set<Id>> BlockedAmong(const Context& context, Id user, const std::vector<Id>& others);

}  // namespace fotogal
