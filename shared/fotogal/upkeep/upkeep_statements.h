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

inline constexpr Statement kUpkeepSetRenditions{
    "upkeep.set_renditions",
    R"(DECLARE $u LONG; $i LONG; $op LONG; $large BOOLEAN; $hash STRING;
    UPDATE fotogal_ntable_images i
    SET i.has_large = $large, SET i.blurhash = $hash
    WHERE i.user_id = $u AND i.id = $i AND i.op = $op)"};

inline constexpr Statement kUpkeepSetPhotos{"upkeep.set_photos",
                                            R"(DECLARE $u LONG; $i LONG; $op LONG; $photos JSON;
    UPDATE fotogal_ntable_images i
    SET i.photos = $photos
    WHERE i.user_id = $u AND i.id = $i AND i.op = $op)"};

inline constexpr Statement kUpkeepMoveAvatar{
    "upkeep.move_avatar",
    R"(DECLARE $u LONG; $i LONG; $op LONG; $name STRING; $url STRING; $uri STRING; $hash STRING;
    UPDATE fotogal_ntable_images i
    SET i.image_filename = $name, SET i.image_url = $url, SET i.image_uri = $uri,
        SET i.has_large = false, SET i.blurhash = $hash
    WHERE i.user_id = $u AND i.id = $i AND i.op = $op)"};

}  // namespace fotogal
