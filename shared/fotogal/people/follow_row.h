// Who follows whom: a row of the table `follows`. social/follows.h writes them.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <tuple>

#include "fotogal/base/ids.h"
#include "fotogal/base/row.h"
#include "fotogal/base/schema.h"

namespace fotogal {

enum class FollowState { kNone, kRequested, kFollowing };
NLOHMANN_JSON_SERIALIZE_ENUM(FollowState, {{FollowState::kNone, "none"},
                                           {FollowState::kRequested, "pending"},
                                           {FollowState::kFollowing, "accepted"}})

// How the author's images reach this follower (docs/adr/0010-pulled-authors.md).
enum class EdgeDelivery { kPush, kPull };
NLOHMANN_JSON_SERIALIZE_ENUM(EdgeDelivery,
                             {{EdgeDelivery::kPush, "push"}, {EdgeDelivery::kPull, "pull"}})

struct FollowRow {
  static constexpr auto kTable = schema::kFollows;

  UserId follower = 0, followee = 0;
  // Until the change of `op` is counted, counters and notifications stand at `was`.
  FollowState state = FollowState::kNone, was = FollowState::kNone;
  EdgeDelivery delivery = EdgeDelivery::kPush;
  std::int64_t created_ts = 0;  // ms
  Op op = 0;
  bool counted = false;

  static constexpr auto Columns() {
    return std::tuple(
        Column("follower_id", &FollowRow::follower), Column("followee_id", &FollowRow::followee),
        Column("state", &FollowRow::state), Column("was", &FollowRow::was),
        Column("delivery", &FollowRow::delivery), Column("created_ts", &FollowRow::created_ts),
        Column("op", &FollowRow::op), Column("counted", &FollowRow::counted));
  }
};

inline oci::nosql::Key KeyOfFollow(UserId follower, UserId followee) {
  return {{"follower_id", follower}, {"followee_id", followee}};
}

}  // namespace fotogal
