// The statements of pushes/.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kPushesSubscribe{"pushes.subscribe",
                                            R"(DECLARE $t STRING; $p JSON;
    UPDATE fotogal_ntable_authsession s
    SET s.push = $p
    WHERE s.random_token = $t)"};

// Only the one that is meant: the browser may have subscribed anew meanwhile.
inline constexpr Statement kPushesForget{"pushes.forget",
                                         R"(DECLARE $t STRING; $e STRING; $none JSON;
    UPDATE fotogal_ntable_authsession s
    SET s.push = $none
    WHERE s.random_token = $t AND s.push.endpoint = $e)"};

inline constexpr Statement kPushesTake{"pushes.take",
                                       R"(DECLARE $u LONG;
    UPDATE fotogal_ntable_users u
    SET u.takes_pushes = true
    WHERE u.id = $u)"};

}  // namespace fotogal
