// The statements of notifications/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kNotificationsImages{"notifications.images",
                                                R"(DECLARE $u ARRAY(LONG); $i ARRAY(LONG);
    SELECT i.user_id, i.id, i.removed, i.is_profile, i.image_filename, i.image_format, i.image_type,
      i.blurhash, i.has_large, i.archived_ts, i.mentions
    FROM fotogal_ntable_images i
    WHERE i.user_id IN $u[] AND i.id IN $i[])"};

inline constexpr Statement kNotificationsFollowed{"notifications.followed",
                                                  R"(DECLARE $u LONG; $o ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_follows) */ f.followee_id
    FROM fotogal_ntable_follows f
    WHERE f.follower_id = $u AND f.followee_id IN $o[] AND f.state = "accepted")"};

inline constexpr Statement kNotificationsFollows{"notifications.follows",
                                                 R"(DECLARE $a ARRAY(LONG); $b LONG;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_follows) */ f.follower_id, f.state
    FROM fotogal_ntable_follows f
    WHERE f.follower_id IN $a[] AND f.followee_id = $b)"};

inline constexpr Statement kNotificationsLikes{"notifications.likes",
                                               R"(DECLARE $a LONG; $i ARRAY(LONG); $o ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_reactions) */ r.author_id, r.image_id, r.user_id
    FROM fotogal_ntable_reactions r
    WHERE r.author_id = $a AND r.image_id IN $i[] AND r.user_id IN $o[]
      AND r.reaction = "like")"};

inline constexpr Statement kNotificationsComments{
    "notifications.comments",
    R"(DECLARE $a LONG; $i ARRAY(LONG); $c ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_comments) */ c.author_id, c.image_id, c.id, c.text,
      c.mentions, c.removed
    FROM fotogal_ntable_comments c
    WHERE c.author_id = $a AND c.image_id IN $i[] AND c.id IN $c[])"};

inline constexpr Statement kNotificationsCommentLikes{
    "notifications.comment_likes",
    R"(DECLARE $a LONG; $i ARRAY(LONG); $c ARRAY(LONG); $o ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_comment_likes) */ l.author_id, l.image_id,
      l.comment_id, l.user_id
    FROM fotogal_ntable_comment_likes l
    WHERE l.author_id = $a AND l.image_id IN $i[] AND l.comment_id IN $c[] AND l.user_id IN $o[]
      AND l.liked = true)"};

inline constexpr Statement kNotificationsPage{"notifications.page",
                                              R"(DECLARE $u LONG; $c LONG; $n INTEGER;
    SELECT *
    FROM fotogal_ntable_notifications n
    WHERE n.user_id = $u AND n.id < $c
    ORDER BY n.id DESC
    LIMIT $n)"};

inline constexpr Statement kNotificationsMarkRead{"notifications.mark_read",
                                                  R"(DECLARE $u LONG; $t LONG;
    UPDATE fotogal_ntable_users u
    SET u.notifications_read_ts = $t
    WHERE u.id = $u AND (u.notifications_read_ts IS NULL OR u.notifications_read_ts < $t))"};

inline constexpr Statement kNotificationsFoldLike{
    "notifications.fold_like",
    R"(DECLARE $u LONG; $id LONG; $k STRING; $a LONG; $i LONG; $c LONG; $m LONG; $now LONG;
    $most INTEGER;
    UPDATE fotogal_ntable_notifications n
    SET n.images = [seq_concat(n.images[], $i)],
    SET n.comments = [seq_concat(n.comments[], $c)],
    SET n.told_ts = $now
    WHERE n.user_id = $u AND n.id = $id AND n.kind = $k AND n.actor_id = $a
      AND size(n.images) < $most AND n.image_id != $m AND NOT n.images[] =any $m)"};

inline constexpr Statement kNotificationsFoldComment{
    "notifications.fold_comment",
    R"(DECLARE $u LONG; $id LONG; $k STRING; $a LONG; $i LONG; $c LONG; $m LONG; $now LONG;
    $most INTEGER;
    UPDATE fotogal_ntable_notifications n
    SET n.images = [seq_concat(n.images[], $i)],
    SET n.comments = [seq_concat(n.comments[], $c)],
    SET n.told_ts = $now
    WHERE n.user_id = $u AND n.id = $id AND n.kind = $k AND n.actor_id = $a
      AND size(n.images) < $most AND n.comment_id != $m AND NOT n.comments[] =any $m)"};

}  // namespace fotogal
