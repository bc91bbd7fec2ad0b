// The statements of feed/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kFeedRows{"feed.rows",
                                     R"(DECLARE $o LONG; $c LONG; $s LONG; $n INTEGER;
    SELECT *
    FROM fotogal_ntable_feed f
    WHERE f.owner_id = $o AND f.image_id <= $c AND f.image_id >= $s
    ORDER BY f.image_id DESC, f.author_id DESC
    LIMIT $n)"};

inline constexpr Statement kFeedImages{"feed.images",
                                       R"(DECLARE $u ARRAY(LONG); $i ARRAY(LONG);
    SELECT *
    FROM fotogal_ntable_images i
    WHERE i.user_id IN $u[] AND i.id IN $i[])"};

inline constexpr Statement kFeedRebuildRowsBelow{"feed_rebuild.rows_below",
                                                 R"(DECLARE $o LONG; $c LONG; $n INTEGER;
    SELECT f.image_id, f.author_id
    FROM fotogal_ntable_feed f
    WHERE f.owner_id = $o AND f.image_id < $c
    ORDER BY f.image_id DESC, f.author_id DESC
    LIMIT $n)"};

inline constexpr Statement kFeedRebuildFollowsAmong{"feed_rebuild.follows_among",
                                                    R"(DECLARE $a LONG; $b ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_follows) */ f.followee_id
    FROM fotogal_ntable_follows f
    WHERE f.follower_id = $a AND f.followee_id IN $b[] AND f.state = "accepted")"};

inline constexpr Statement kFeedRebuildImagesBy{"feed_rebuild.images_by",
                                                R"(DECLARE $u ARRAY(LONG); $s LONG; $e LONG;
    SELECT i.user_id, i.id
    FROM fotogal_ntable_images i
    WHERE i.user_id IN $u[] AND i.id >= $s AND i.id < $e AND i.is_profile = false
      AND i.removed = false)"};

inline constexpr Statement kFeedRebuildRowsAmong{"feed_rebuild.rows_among",
                                                 R"(DECLARE $o LONG; $i ARRAY(LONG);
    SELECT f.image_id, f.author_id
    FROM fotogal_ntable_feed f
    WHERE f.owner_id = $o AND f.image_id IN $i[])"};

inline constexpr Statement kFeedNewsPulledImage{"feed_news.pulled_image",
                                                R"(DECLARE $u ARRAY(LONG); $i LONG;
    SELECT i.user_id, i.id
    FROM fotogal_ntable_images i
    WHERE i.user_id IN $u[] AND i.id > $i AND i.is_profile = false AND i.removed = false
      AND (i.archived_ts IS NULL OR i.archived_ts = 0))"};

inline constexpr Statement kPulledImagesSlice{"pulled_images.slice",
                                              R"(DECLARE $u ARRAY(LONG); $c LONG; $s LONG;
    SELECT *
    FROM fotogal_ntable_images i
    WHERE i.user_id IN $u[] AND i.id <= $c AND i.id >= $s)"};

inline constexpr Statement kTagsPart{"tags.part",
                                     R"(DECLARE $t STRING; $p INTEGER; $c LONG; $n INTEGER;
    SELECT t.image_id, t.author_id
    FROM fotogal_ntable_tags t
    WHERE t.tag = $t AND t.part = $p AND t.image_id < $c
    ORDER BY t.image_id DESC, t.author_id DESC
    LIMIT $n)"};

}  // namespace fotogal
