// The statements of counters/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

// Counters of a user and of an image. What a change does not move is moved by 0.
inline constexpr Statement kCountersMoveOfUser{
    "counters.move_of_user",
    R"(DECLARE $id LONG; $image_count INTEGER; $follower_count INTEGER; $following_count INTEGER;
    $op LONG; $old LONG;
    UPDATE fotogal_ntable_users r
    SET r.image_count = r.image_count + $image_count,
    SET r.follower_count = r.follower_count + $follower_count,
    SET r.following_count = r.following_count + $following_count,
    SET r.rev = r.rev + 1,
    SET r.recent_ops = [seq_concat(r.recent_ops[$element > $old], $op)]
    WHERE r.id = $id AND NOT r.recent_ops[] =any $op)"};

inline constexpr Statement kCountersMoveOfImage{
    "counters.move_of_image",
    R"(DECLARE $user_id LONG; $id LONG; $like_count INTEGER; $dislike_count INTEGER;
    $comment_count INTEGER; $op LONG; $old LONG;
    UPDATE fotogal_ntable_images r
    SET r.like_count = r.like_count + $like_count,
    SET r.dislike_count = r.dislike_count + $dislike_count,
    SET r.comment_count = r.comment_count + $comment_count,
    SET r.rev = r.rev + 1,
    SET r.recent_ops = [seq_concat(r.recent_ops[$element > $old], $op)]
    WHERE r.user_id = $user_id AND r.id = $id AND NOT r.recent_ops[] =any $op)"};

// As the one before, by a comment that begins a thread: it is the latest, unless a newer one is.
inline constexpr Statement kCountersMoveOfImageByComment{
    "counters.move_of_image_by_comment",
    R"(DECLARE $user_id LONG; $id LONG; $like_count INTEGER; $dislike_count INTEGER;
    $comment_count INTEGER; $op LONG; $old LONG; $c LONG; $latest JSON;
    UPDATE fotogal_ntable_images r
    SET r.like_count = r.like_count + $like_count,
    SET r.dislike_count = r.dislike_count + $dislike_count,
    SET r.comment_count = r.comment_count + $comment_count,
    SET r.latest_comment = case when r.latest_comment.id > $c then r.latest_comment
      else $latest end,
    SET r.rev = r.rev + 1,
    SET r.recent_ops = [seq_concat(r.recent_ops[$element > $old], $op)]
    WHERE r.user_id = $user_id AND r.id = $id AND NOT r.recent_ops[] =any $op)"};

// Comments from before they had counters have NULL in all of these columns.
inline constexpr Statement kCountersMoveOfComment{
    "counters.move_of_comment",
    R"(DECLARE $author_id LONG; $image_id LONG; $id LONG; $like_count INTEGER;
    $reply_count INTEGER; $op LONG; $old LONG;
    UPDATE fotogal_ntable_comments r
    SET r.like_count = case when r.like_count IS NULL then $like_count
      else r.like_count + $like_count end,
    SET r.reply_count = case when r.reply_count IS NULL then $reply_count
      else r.reply_count + $reply_count end,
    SET r.rev = case when r.rev IS NULL then 1 else r.rev + 1 end,
    SET r.recent_ops = case when r.recent_ops IS NULL then [$op]
      else [seq_concat(r.recent_ops[$element > $old], $op)] end
    WHERE r.author_id = $author_id AND r.image_id = $image_id AND r.id = $id
      AND (r.recent_ops IS NULL OR NOT r.recent_ops[] =any $op))"};

// After a recount. A total below 0 leaves its counter as it is.
inline constexpr Statement kCountersSetOfUser{
    "counters.set_of_user",
    R"(DECLARE $id LONG; $image_count INTEGER; $follower_count INTEGER; $following_count INTEGER;
    $ops ARRAY(LONG); $rev LONG;
    UPDATE fotogal_ntable_users r
    SET r.image_count = case when $image_count < 0 then r.image_count else $image_count end,
    SET r.follower_count = case when $follower_count < 0 then r.follower_count
      else $follower_count end,
    SET r.following_count = case when $following_count < 0 then r.following_count
      else $following_count end,
    SET r.recent_ops = $ops,
    SET r.rev = r.rev + 1
    WHERE r.id = $id AND r.rev = $rev)"};

inline constexpr Statement kCountersSetOfImage{
    "counters.set_of_image",
    R"(DECLARE $user_id LONG; $id LONG; $like_count INTEGER; $dislike_count INTEGER;
    $comment_count INTEGER; $ops ARRAY(LONG); $rev LONG;
    UPDATE fotogal_ntable_images r
    SET r.like_count = case when $like_count < 0 then r.like_count else $like_count end,
    SET r.dislike_count = case when $dislike_count < 0 then r.dislike_count
      else $dislike_count end,
    SET r.comment_count = case when $comment_count < 0 then r.comment_count
      else $comment_count end,
    SET r.recent_ops = $ops,
    SET r.rev = r.rev + 1
    WHERE r.user_id = $user_id AND r.id = $id AND r.rev = $rev)"};

inline constexpr Statement kCountersSetOfComment{
    "counters.set_of_comment",
    R"(DECLARE $author_id LONG; $image_id LONG; $id LONG; $like_count INTEGER;
    $reply_count INTEGER; $ops ARRAY(LONG); $rev LONG;
    UPDATE fotogal_ntable_comments r
    SET r.like_count = case when $like_count < 0 then r.like_count else $like_count end,
    SET r.reply_count = case when $reply_count < 0 then r.reply_count else $reply_count end,
    SET r.recent_ops = $ops,
    SET r.rev = $rev + 1
    WHERE r.author_id = $author_id AND r.image_id = $image_id AND r.id = $id
      AND (r.rev = $rev OR ($rev = 0 AND r.rev IS NULL)))"};

inline constexpr Statement kBudgetsEndLease{"budgets.end_lease",
                                            R"(DECLARE $u LONG; $k STRING; $lease LONG;
    UPDATE fotogal_ntable_budgets b REMOVE b.leases[$element = $lease]
    WHERE b.user_id = $u AND b.kind = $k)"};

inline constexpr Statement kIdempotencyRedraw{
    "idempotency.redraw",
    R"(DECLARE $u LONG; $k STRING; $old LONG; $was LONG; $new LONG; $op LONG;
    UPDATE fotogal_ntable_idempotency i
    SET i.result_id = $new, SET i.op = $op
    WHERE i.user_id = $u AND i.key = $k AND i.result_id = $old AND i.op = $was)"};

inline constexpr Statement kIdempotencyMarkMade{"idempotency.mark_made",
                                                R"(DECLARE $u LONG; $k STRING; $op LONG;
    UPDATE fotogal_ntable_idempotency i
    SET i.op = 0
    WHERE i.user_id = $u AND i.key = $k AND i.op = $op)"};

// Each clause sees what those before it have set: a window's end moves last.
inline constexpr Statement kBudgetsCount{
    "budgets.count",
    R"(DECLARE $u LONG; $k STRING; $now LONG; $one LONG; $bytes LONG; $hour_end LONG; $day_end LONG;
    $hour_calls LONG; $day_calls LONG; $hour_most LONG; $day_most LONG;
    UPDATE fotogal_ntable_budgets b
    SET b.hour_count = case when b.hour_end <= $now then $one else b.hour_count + $one end,
    SET b.hour_bytes = case when b.hour_end <= $now then $bytes else b.hour_bytes + $bytes end,
    SET b.hour_end = case when b.hour_end <= $now then $hour_end else b.hour_end end,
    SET b.day_count = case when b.day_end <= $now then $one else b.day_count + $one end,
    SET b.day_bytes = case when b.day_end <= $now then $bytes else b.day_bytes + $bytes end,
    SET b.day_end = case when b.day_end <= $now then $day_end else b.day_end end,
    SET TTL 1 DAYS
    WHERE b.user_id = $u AND b.kind = $k
      AND (b.hour_end <= $now OR (b.hour_count < $hour_calls
        AND b.hour_bytes + $bytes <= $hour_most))
      AND (b.day_end <= $now OR (b.day_count < $day_calls
        AND b.day_bytes + $bytes <= $day_most)))"};

inline constexpr Statement kBudgetsCountWithTurn{
    "budgets.count_with_turn",
    R"(DECLARE $u LONG; $k STRING; $now LONG; $one LONG; $bytes LONG; $hour_end LONG; $day_end LONG;
    $hour_calls LONG; $day_calls LONG; $hour_most LONG; $day_most LONG; $live LONG; $lease LONG;
    $turns LONG;
    UPDATE fotogal_ntable_budgets b
    SET b.hour_count = case when b.hour_end <= $now then $one else b.hour_count + $one end,
    SET b.hour_bytes = case when b.hour_end <= $now then $bytes else b.hour_bytes + $bytes end,
    SET b.hour_end = case when b.hour_end <= $now then $hour_end else b.hour_end end,
    SET b.day_count = case when b.day_end <= $now then $one else b.day_count + $one end,
    SET b.day_bytes = case when b.day_end <= $now then $bytes else b.day_bytes + $bytes end,
    SET b.day_end = case when b.day_end <= $now then $day_end else b.day_end end,
    SET b.leases = [seq_concat(b.leases[$element > $live], $lease)],
    SET TTL 1 DAYS
    WHERE b.user_id = $u AND b.kind = $k
      AND (b.hour_end <= $now OR (b.hour_count < $hour_calls
        AND b.hour_bytes + $bytes <= $hour_most))
      AND (b.day_end <= $now OR (b.day_count < $day_calls
        AND b.day_bytes + $bytes <= $day_most))
      AND seq_count(b.leases[$element > $live]) < $turns)"};

}  // namespace fotogal
