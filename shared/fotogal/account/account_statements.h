// The statements of account/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kAccountReplaceHash{"account.replace_hash",
                                               R"(DECLARE $i LONG; $new STRING; $old STRING;
    UPDATE fotogal_ntable_users u
    SET u.password = $new
    WHERE u.id = $i AND u.password = $old)"};

inline constexpr Statement kSessionsOfUser{"sessions.of_user",
                                           R"(DECLARE $u LONG;
    SELECT *
    FROM fotogal_ntable_authsession s
    WHERE s.user_id = $u)"};

inline constexpr Statement kSessionsSlide{"sessions.slide",
                                          R"(DECLARE $t STRING; $e LONG; $n LONG;
    UPDATE fotogal_ntable_authsession $s
    SET $s.expire_ts = $e, SET $s.last_used_ts = $n, SET TTL 7 DAYS
    WHERE $s.random_token = $t)"};

inline constexpr Statement kThrottleTake{"throttle.take",
                                         R"(DECLARE $k STRING; $now LONG; $length LONG; $last LONG;
    UPDATE fotogal_ntable_throttle $t
    SET $t.blocked_until = case when $t.blocked_until > $now then $t.blocked_until + $length
      else $now + $length end,
    SET TTL 1 DAYS
    WHERE $t.key = $k AND $t.blocked_until <= $last
    RETURNING $t.key)"};

}  // namespace fotogal
