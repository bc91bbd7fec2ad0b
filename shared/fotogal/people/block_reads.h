// Reading blocks; blocks.h creates and ends them.
#pragma once

#include <set>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

struct BlockRow {
  static constexpr auto kTable = schema::kBlocks;

  UserId user = 0, blocked = 0;  // the user blocks the other
  std::int64_t created_ts = 0;   // ms

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &BlockRow::user), Column("blocked_id", &BlockRow::blocked),
                      Column("created_ts", &BlockRow::created_ts));
  }
};
inline oci::nosql::Key KeyOfBlock(UserId user, UserId blocked) {
  return {{"user_id", user}, {"blocked_id", blocked}};
}

// The people whom `user` blocks, by id; `after` 0: from the first. EVENTUAL.
Outcome<std::vector<UserId>> BlockedBy(const Context& context, UserId user, UserId after,
                                       int limit);

struct Blocks {
  std::set<UserId> by_user;  // whom the user blocks
  std::set<UserId> of_user;  // who blocks the user
};
// The blocks between `user` and these. EVENTUAL.
Outcome<Blocks> BlocksAmong(const Context& context, UserId user, const std::vector<UserId>& others);
// Those of these people who block `user` or are blocked by `user`. EVENTUAL.
Outcome<std::set<UserId>> BlockedAmong(const Context& context, UserId user,
                                       const std::vector<UserId>& others);

}  // namespace fotogal
