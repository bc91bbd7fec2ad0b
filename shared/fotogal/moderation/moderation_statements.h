// The statements of moderation/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

// Only if nobody has changed it since the account was read; 0: it has never been set.
inline constexpr Statement kModerationSetSuspension{
    "moderation.set_suspension",
    R"(DECLARE $u LONG; $was LONG; $op LONG; $s JSON;
    UPDATE fotogal_ntable_users u
    SET u.suspension = $s, SET u.suspension_op = $op
    WHERE u.id = $u AND (u.suspension_op = $was OR ($was = 0 AND u.suspension_op IS NULL)))"};

inline constexpr Statement kModerationInState{"moderation.in_state",
                                              R"(DECLARE $s STRING;
    SELECT r.thing, r.user_id, r.created_ts
    FROM fotogal_ntable_reports r
    WHERE r.state = $s)"};

inline constexpr Statement kModerationOfThing{"moderation.of_thing",
                                              R"(DECLARE $t STRING;
    SELECT *
    FROM fotogal_ntable_reports r
    WHERE r.thing = $t)"};

// There is no index by id: it reads the whole table, when an operator asks for one report.
inline constexpr Statement kModerationById{"moderation.by_id",
                                           R"(DECLARE $i LONG;
    SELECT r.thing
    FROM fotogal_ntable_reports r
    WHERE r.id = $i)"};

// A report that was settled stays as it was settled.
inline constexpr Statement kModerationSettle{"moderation.settle",
                                             R"(DECLARE $t STRING; $u LONG; $s STRING;
    UPDATE fotogal_ntable_reports r
    SET r.state = $s
    WHERE r.thing = $t AND r.user_id = $u AND r.state = "open")"};

}  // namespace fotogal
