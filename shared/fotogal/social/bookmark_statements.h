// The statements of social/ about bookmarks.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kBookmarksAmong{"bookmarks.among",
                                           R"(DECLARE $u LONG; $i ARRAY(LONG); $a ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_bookmarks) */ b.image_id, b.author_id
    FROM fotogal_ntable_bookmarks b
    WHERE b.user_id = $u AND b.image_id IN $i[] AND b.author_id IN $a[])"};

inline constexpr Statement kBookmarksPage{"bookmarks.page",
                                          R"(DECLARE $u LONG; $c LONG; $n INTEGER;
    SELECT /*+ FORCE_INDEX(fotogal_ntable_bookmarks id_idx) */ *
    FROM fotogal_ntable_bookmarks b
    WHERE b.user_id = $u AND b.id < $c
    ORDER BY b.id DESC
    LIMIT $n)"};

}  // namespace fotogal
