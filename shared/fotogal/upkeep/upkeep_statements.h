// The statements of upkeep/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kUpkeepPeopleAmong{"upkeep.people_among",
                                              R"(DECLARE $i ARRAY(LONG);
    SELECT u.id
    FROM fotogal_ntable_users u
    WHERE u.id IN $i[])"};

inline constexpr Statement kUpkeepOriginals{"upkeep.originals",
                                            R"(DECLARE $u LONG; $a LONG; $b LONG;
    SELECT i.image_filename
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.id >= $a AND i.id <= $b)"};

}  // namespace fotogal
