// The statements of mail/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kTokensOfUser{"tokens.of_user",
                                         R"(DECLARE $u LONG;
    SELECT *
    FROM fotogal_ntable_tokens t
    WHERE t.user_id = $u)"};

}  // namespace fotogal
