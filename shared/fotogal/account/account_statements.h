// The statements of account/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kAccountReplaceHash{"account.replace_hash",
                                               R"(DECLARE $i LONG; $new STRING; $old STRING;
    UPDATE fotogal_ntable_users u
    SET u.password = $new
    WHERE u.id = $i AND u.password = $old)"};

// Only if nobody has changed it since it was read; 0: it has never been set.
inline constexpr Statement kAccountSetSecondFactor{"account.set_second_factor",
                                                   R"(DECLARE $u LONG; $was LONG; $op LONG; $f JSON;
    UPDATE fotogal_ntable_users u
    SET u.second_factor = $f, SET u.second_factor_op = $op
    WHERE u.id = $u
      AND (u.second_factor_op = $was OR ($was = 0 AND u.second_factor_op IS NULL)))"};

inline constexpr Statement kPasskeysOfUser{"passkeys.of_user",
                                           R"(DECLARE $u LONG;
    SELECT *
    FROM fotogal_ntable_passkeys p
    WHERE p.user_id = $u)"};

// Only if nobody has changed it since it was read.
inline constexpr Statement kPasskeysUse{
    "passkeys.use",
    R"(DECLARE $u LONG; $i STRING; $was LONG; $op LONG; $n LONG; $t LONG; $c LONG;
    UPDATE fotogal_ntable_passkeys p
    SET p.sign_count = $n, SET p.used_ts = $t, SET p.challenge_ts = $c, SET p.op = $op
    WHERE p.user_id = $u AND p.id = $i AND p.op = $was)"};

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

inline constexpr Statement kSessionsMark{"sessions.mark",
                                         R"(DECLARE $t STRING; $s BOOLEAN;
    UPDATE fotogal_ntable_authsession s
    SET s.suspended = $s
    WHERE s.random_token = $t)"};

// CounterMove a failure: four are free, then each one locks. The lock of an account and of a
// session doubles from 30 s to an hour, that of an address from a second to a minute, that of a
// device is always 30 s (kHeldAtMost). `failures` is the number before this one.
inline constexpr Statement kThrottleCountOfAccount{"throttle.count_of_account",
                                                   R"(DECLARE $k STRING; $now LONG;
    UPDATE fotogal_ntable_throttle $t
    SET $t.blocked_until = $now + case
      when $t.failures >= 11 then 3600000
      when $t.failures >= 10 then 1920000
      when $t.failures >= 9 then 960000
      when $t.failures >= 8 then 480000
      when $t.failures >= 7 then 240000
      when $t.failures >= 6 then 120000
      when $t.failures >= 5 then 60000
      when $t.failures >= 4 then 30000
      else 0 end,
    SET $t.failures = $t.failures + 1,
    SET TTL 1 DAYS
    WHERE $t.key = $k
    RETURNING $t.failures, $t.blocked_until)"};

inline constexpr Statement kThrottleCountOfAddress{"throttle.count_of_address",
                                                   R"(DECLARE $k STRING; $now LONG;
    UPDATE fotogal_ntable_throttle $t
    SET $t.blocked_until = $now + case
      when $t.failures >= 10 then 60000
      when $t.failures >= 9 then 32000
      when $t.failures >= 8 then 16000
      when $t.failures >= 7 then 8000
      when $t.failures >= 6 then 4000
      when $t.failures >= 5 then 2000
      when $t.failures >= 4 then 1000
      else 0 end,
    SET $t.failures = $t.failures + 1,
    SET TTL 1 DAYS
    WHERE $t.key = $k
    RETURNING $t.failures, $t.blocked_until)"};

inline constexpr Statement kThrottleCountOfDevice{"throttle.count_of_device",
                                                  R"(DECLARE $k STRING; $now LONG;
    UPDATE fotogal_ntable_throttle $t
    SET $t.blocked_until = $now + case when $t.failures >= 4 then 30000 else 0 end,
    SET $t.failures = $t.failures + 1,
    SET TTL 1 DAYS
    WHERE $t.key = $k
    RETURNING $t.failures, $t.blocked_until)"};

// Only where no lock stands.
inline constexpr Statement kThrottleCountOfSession{"throttle.count_of_session",
                                                   R"(DECLARE $k STRING; $now LONG;
    UPDATE fotogal_ntable_throttle $t
    SET $t.blocked_until = $now + case
      when $t.failures >= 11 then 3600000
      when $t.failures >= 10 then 1920000
      when $t.failures >= 9 then 960000
      when $t.failures >= 8 then 480000
      when $t.failures >= 7 then 240000
      when $t.failures >= 6 then 120000
      when $t.failures >= 5 then 60000
      when $t.failures >= 4 then 30000
      else 0 end,
    SET $t.failures = $t.failures + 1,
    SET TTL 1 DAYS
    WHERE $t.key = $k AND $t.blocked_until <= $now
    RETURNING $t.failures, $t.blocked_until)"};

inline constexpr Statement kThrottleTake{"throttle.take",
                                         R"(DECLARE $k STRING; $now LONG; $length LONG; $last LONG;
    UPDATE fotogal_ntable_throttle $t
    SET $t.blocked_until = case when $t.blocked_until > $now then $t.blocked_until + $length
      else $now + $length end,
    SET TTL 1 DAYS
    WHERE $t.key = $k AND $t.blocked_until <= $last
    RETURNING $t.key)"};

inline constexpr Statement kAccountSetPinned{"account.set_pinned",
                                             R"(DECLARE $u LONG; $p ARRAY(LONG);
    UPDATE fotogal_ntable_users u
    SET u.pinned = $p
    WHERE u.id = $u)"};

}  // namespace fotogal
