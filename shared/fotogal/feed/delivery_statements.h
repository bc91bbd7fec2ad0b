// The statements of the jobs that deliver images (delivery.h, delivery_switch.h).
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kDeliveryEarlierPublications{"delivery.earlier_publications",
                                                        R"(DECLARE $u LONG; $i LONG; $n INTEGER;
    SELECT i.id, i.op
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.id < $i AND i.is_profile = false
    ORDER BY i.id DESC
    LIMIT $n)"};

inline constexpr Statement kDeliveryImages{"delivery.images",
                                           R"(DECLARE $u LONG; $a LONG; $n INTEGER;
    SELECT i.id
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.id > $a AND i.is_profile = false
    ORDER BY i.id
    LIMIT $n)"};

inline constexpr Statement kDeliveryFollowers{"delivery.followers",
                                              R"(DECLARE $f LONG;
    SELECT f.follower_id, f.delivery, f.created_ts
    FROM fotogal_ntable_follows f
    WHERE f.followee_id = $f AND f.state = "accepted")"};

inline constexpr Statement kDeliverySetMode{"delivery.set_mode",
                                            R"(DECLARE $u LONG; $d STRING;
    UPDATE fotogal_ntable_users u
    SET u.delivery = $d
    WHERE u.id = $u)"};

}  // namespace fotogal
