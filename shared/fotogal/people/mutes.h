// Mutes: the posts of a muted person are left out of the feed of the one who mutes, and of nothing
// else; nobody but that one can tell.
#pragma once

#include <set>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

struct MuteRow {
  static constexpr auto kTable = schema::kMutes;

  UserId user = 0, muted = 0;   // the user mutes the other
  std::int64_t created_ts = 0;  // ms

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &MuteRow::user), Column("muted_id", &MuteRow::muted),
                      Column("created_ts", &MuteRow::created_ts));
  }
};

// Both are idempotent.
Outcome<Unit> Mute(const Context& context, UserId user, UserId muted);
Outcome<Unit> Unmute(const Context& context, UserId user, UserId muted);

Outcome<bool> Mutes(const Context& context, UserId user, UserId other);  // ABSOLUTE
// The people whom `user` mutes, by id; `after` 0: from the first. EVENTUAL.
Outcome<std::vector<UserId>> MutedBy(const Context& context, UserId user, UserId after, int limit);
// Those of these people whom `user` mutes. EVENTUAL.
Outcome<std::set<UserId>> MutedAmong(const Context& context, UserId user,
                                     const std::vector<UserId>& others);

}  // namespace fotogal
