// The statements of social/ about comments and their likes.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kCommentsEdges{"comments.edges",
                                          R"(DECLARE $a LONG; $i LONG;
    SELECT c.op, c.counted, c.removed
    FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id = $i)"};

inline constexpr Statement kCommentsMarkCounted{"comments.mark_counted",
                                                R"(DECLARE $a LONG; $i LONG; $c LONG; $op LONG;
    UPDATE fotogal_ntable_comments c
    SET c.counted = true
    WHERE c.author_id = $a AND c.image_id = $i AND c.id = $c AND c.op = $op)"};

inline constexpr Statement kCommentsDeleteRemoved{"comments.delete_removed",
                                                  R"(DECLARE $a LONG; $i LONG; $c LONG; $op LONG;
    DELETE FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id = $i AND c.id = $c AND c.op = $op)"};

inline constexpr Statement kCommentsMarkRemoved{
    "comments.mark_removed",
    R"(DECLARE $a LONG; $i LONG; $c LONG; $op LONG; $old LONG;
    UPDATE fotogal_ntable_comments c
    SET c.removed = true, SET c.op = $op, SET c.counted = false
    WHERE c.author_id = $a AND c.image_id = $i AND c.id = $c AND c.op = $old
      AND c.counted = true)"};

// A reply whose thread is gone: it goes before it was marked as counted.
inline constexpr Statement kCommentsMarkDropped{
    "comments.mark_dropped",
    R"(DECLARE $a LONG; $i LONG; $c LONG; $op LONG; $old LONG;
    UPDATE fotogal_ntable_comments c
    SET c.removed = true, SET c.op = $op
    WHERE c.author_id = $a AND c.image_id = $i AND c.id = $c AND c.op = $old
      AND c.counted = false AND c.removed = false)"};

inline constexpr Statement kCommentsSetText{
    "comments.set_text",
    R"(DECLARE $a LONG; $i LONG; $c LONG; $u LONG; $t STRING; $m ARRAY(LONG); $now LONG;
    UPDATE fotogal_ntable_comments c
    SET c.text = $t, SET c.mentions = $m, SET c.edited_ts = $now
    WHERE c.author_id = $a AND c.image_id = $i AND c.id = $c AND c.user_id = $u
      AND c.removed = false)"};

// Its image's row, as long as this comment is the latest there.
inline constexpr Statement kImagesSetLatestComment{
    "comments.set_latest",
    R"(DECLARE $u LONG; $i LONG; $c LONG; $w LONG; $latest JSON;
    UPDATE fotogal_ntable_images i
    SET i.latest_comment = $latest
    WHERE i.user_id = $u AND i.id = $i AND i.latest_comment.id = $c
      AND i.latest_comment.user_id = $w)"};

inline constexpr Statement kCommentsPage{"comments.page",
                                         R"(DECLARE $a LONG; $i LONG; $c LONG; $n INTEGER;
    SELECT /*+ FORCE_INDEX(fotogal_ntable_comments thread_idx) */ *
    FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id = $i AND c.reply_to IS NULL AND c.id > $c
      AND c.removed = false
    ORDER BY c.id
    LIMIT $n)"};

// The newest one that begins a thread and is older than $c.
inline constexpr Statement kCommentsBefore{"comments.before",
                                           R"(DECLARE $a LONG; $i LONG; $c LONG;
    SELECT /*+ FORCE_INDEX(fotogal_ntable_comments thread_idx) */ *
    FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id = $i AND c.reply_to IS NULL AND c.id < $c
      AND c.removed = false
    ORDER BY c.id DESC
    LIMIT 1)"};

inline constexpr Statement kCommentsReplies{"comments.replies",
                                            R"(DECLARE $a LONG; $i LONG; $f LONG; $c LONG;
    $n INTEGER;
    SELECT /*+ FORCE_INDEX(fotogal_ntable_comments thread_idx) */ *
    FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id = $i AND c.reply_to = $f AND c.id > $c
      AND c.removed = false
    ORDER BY c.id
    LIMIT $n)"};

// All replies of a thread, also those that are being removed.
inline constexpr Statement kCommentsOfThread{"comments.of_thread",
                                             R"(DECLARE $a LONG; $i LONG; $c LONG;
    SELECT /*+ FORCE_INDEX(fotogal_ntable_comments thread_idx) */ c.id
    FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id = $i AND c.reply_to = $c)"};

inline constexpr Statement kCommentsEdgesOfThread{"comments.edges_of_thread",
                                                  R"(DECLARE $a LONG; $i LONG; $c LONG;
    SELECT /*+ FORCE_INDEX(fotogal_ntable_comments thread_idx) */ c.op, c.counted, c.removed
    FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id = $i AND c.reply_to = $c)"};

inline constexpr Statement kCommentLikesEdges{"comment_likes.edges",
                                              R"(DECLARE $a LONG; $i LONG; $c LONG;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_comment_likes) */ l.op, l.counted, l.liked, l.was
    FROM fotogal_ntable_comment_likes l
    WHERE l.author_id = $a AND l.image_id = $i AND l.comment_id = $c)"};

inline constexpr Statement kCommentLikesOfComment{"comment_likes.of_comment",
                                                  R"(DECLARE $a LONG; $i LONG; $c LONG;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_comment_likes) */ l.author_id, l.image_id,
      l.comment_id, l.user_id
    FROM fotogal_ntable_comment_likes l
    WHERE l.author_id = $a AND l.image_id = $i AND l.comment_id = $c)"};

inline constexpr Statement kCommentLikesOfUser{"comment_likes.of_user",
                                               R"(DECLARE $a LONG; $i LONG; $c ARRAY(LONG); $u LONG;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_comment_likes) */ l.comment_id
    FROM fotogal_ntable_comment_likes l
    WHERE l.author_id = $a AND l.image_id = $i AND l.comment_id IN $c[] AND l.user_id = $u
      AND l.liked = true)"};

inline constexpr Statement kCommentLikesChange{
    "comment_likes.change",
    R"(DECLARE $a LONG; $i LONG; $c LONG; $u LONG; $op LONG; $old LONG; $n BOOLEAN; $w BOOLEAN;
    UPDATE fotogal_ntable_comment_likes l
    SET l.liked = $n, SET l.was = $w, SET l.op = $op, SET l.counted = false
    WHERE l.author_id = $a AND l.image_id = $i AND l.comment_id = $c AND l.user_id = $u
      AND l.op = $old AND l.counted = true)"};

inline constexpr Statement kCommentLikesMarkCounted{
    "comment_likes.mark_counted",
    R"(DECLARE $a LONG; $i LONG; $c LONG; $u LONG; $op LONG;
    UPDATE fotogal_ntable_comment_likes l
    SET l.counted = true
    WHERE l.author_id = $a AND l.image_id = $i AND l.comment_id = $c AND l.user_id = $u
      AND l.op = $op)"};

inline constexpr Statement kCommentLikesDeleteTakenBack{
    "comment_likes.delete_taken_back",
    R"(DECLARE $a LONG; $i LONG; $c LONG; $u LONG; $op LONG;
    DELETE FROM fotogal_ntable_comment_likes l
    WHERE l.author_id = $a AND l.image_id = $i AND l.comment_id = $c AND l.user_id = $u
      AND l.op = $op)"};

}  // namespace fotogal
