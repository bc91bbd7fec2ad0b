// The statements of images/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kImagesAmong{"images.among",
                                        R"(DECLARE $u ARRAY(LONG); $i ARRAY(LONG);
    SELECT i.user_id, i.id
    FROM fotogal_ntable_images i
    WHERE i.user_id IN $u[] AND i.id IN $i[])"};

inline constexpr Statement kImagesEdges{"images.edges",
                                        R"(DECLARE $u LONG;
    SELECT i.op, i.counted, i.removed, i.archived_ts
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.is_profile = false)"};

inline constexpr Statement kImagesMarkCounted{"images.mark_counted",
                                              R"(DECLARE $u LONG; $i LONG; $op LONG;
    UPDATE fotogal_ntable_images i
    SET i.counted = true
    WHERE i.user_id = $u AND i.id = $i AND i.op = $op)"};

inline constexpr Statement kImagesOfAuthor{"images.of_author",
                                           R"(DECLARE $u LONG; $c LONG; $n INTEGER;
    SELECT *
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.id < $c AND i.is_profile = false AND i.removed = false
      AND (i.archived_ts IS NULL OR i.archived_ts = 0)
    ORDER BY i.id DESC
    LIMIT $n)"};

inline constexpr Statement kImagesArchived{"images.archived",
                                           R"(DECLARE $u LONG; $c LONG; $n INTEGER;
    SELECT *
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.id < $c AND i.archived_ts > 0 AND i.removed = false
    ORDER BY i.id DESC
    LIMIT $n)"};

inline constexpr Statement kImagesSetArchived{
    "images.set_archived",
    R"(DECLARE $u LONG; $i LONG; $old LONG; $op LONG; $ts LONG; $name STRING;
    UPDATE fotogal_ntable_images i
    SET i.archived_ts = $ts, SET i.image_filename = $name, SET i.op = $op, SET i.counted = false
    WHERE i.user_id = $u AND i.id = $i AND i.op = $old AND i.counted = true
      AND i.removed = false)"};

inline constexpr Statement kImagesMarkRemoved{
    "images.mark_removed",
    R"(DECLARE $u LONG; $i LONG; $old LONG; $op LONG; $k LONG;
    UPDATE fotogal_ntable_images i
    SET i.removed = true, SET i.op = $op, SET i.counted = false, SET i.kept_until = $k
    WHERE i.user_id = $u AND i.id = $i AND i.op = $old AND i.counted = true)"};

inline constexpr Statement kUploadsRow{"uploads.row",
                                       R"(DECLARE $u LONG; $i LONG;
    SELECT u.id
    FROM fotogal_ntable_uploads u
    WHERE u.user_id = $u AND u.id >= $i)"};

inline constexpr Statement kImagesShown{"images.shown",
                                        R"(DECLARE $u ARRAY(LONG); $i ARRAY(LONG);
    SELECT *
    FROM fotogal_ntable_images i
    WHERE i.user_id IN $u[] AND i.id IN $i[] AND i.removed = false
      AND (i.archived_ts IS NULL OR i.archived_ts = 0))"};

inline constexpr Statement kImagesBookmarks{"images.bookmarks",
                                            R"(DECLARE $a LONG; $i LONG;
    SELECT b.user_id, b.image_id, b.author_id
    FROM fotogal_ntable_bookmarks b
    WHERE b.author_id = $a AND b.image_id = $i)"};

inline constexpr Statement kImagesSetCaption{
    "images.set_caption",
    R"(DECLARE $u LONG; $i LONG; $caption STRING; $m ARRAY(LONG);
    UPDATE fotogal_ntable_images i
    SET i.main_comment = $caption, SET i.mentions = $m
    WHERE i.user_id = $u AND i.id = $i)"};

inline constexpr Statement kImagesSetAltText{"images.set_alt_text",
                                             R"(DECLARE $u LONG; $i LONG; $alt STRING;
    UPDATE fotogal_ntable_images i
    SET i.alt_text = $alt
    WHERE i.user_id = $u AND i.id = $i)"};

inline constexpr Statement kImagesSetPhotoTexts{
    "images.set_photo_texts",
    R"(DECLARE $u LONG; $i LONG; $alt STRING; $photos JSON;
    UPDATE fotogal_ntable_images i
    SET i.alt_text = $alt, SET i.photos = $photos
    WHERE i.user_id = $u AND i.id = $i)"};

inline constexpr Statement kImagesSetTexts{
    "images.set_texts",
    R"(DECLARE $u LONG; $i LONG; $caption STRING; $m ARRAY(LONG); $alt STRING;
    UPDATE fotogal_ntable_images i
    SET i.main_comment = $caption, SET i.mentions = $m, SET i.alt_text = $alt
    WHERE i.user_id = $u AND i.id = $i)"};

}  // namespace fotogal
