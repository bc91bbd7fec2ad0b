// The statements of social/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kReactionsOfUser{"reactions.of_user",
                                            R"(DECLARE $a ARRAY(LONG); $i ARRAY(LONG); $u LONG;
    SELECT r.author_id, r.image_id, r.reaction
    FROM fotogal_ntable_reactions r
    WHERE r.author_id IN $a[] AND r.image_id IN $i[] AND r.user_id = $u)"};

inline constexpr Statement kFollowsSetDelivery{"follows.set_delivery",
                                               R"(DECLARE $a LONG; $b LONG; $d STRING;
    UPDATE fotogal_ntable_follows f
    SET f.delivery = $d
    WHERE f.follower_id = $a AND f.followee_id = $b)"};

inline constexpr Statement kFollowsPulledBy{"follows.pulled_by",
                                            R"(DECLARE $f LONG;
    SELECT f.followee_id
    FROM fotogal_ntable_follows f
    WHERE f.follower_id = $f AND f.state = "accepted" AND f.delivery = "pull")"};

inline constexpr Statement kFollowsSomePulledBy{"follows.some_pulled_by",
                                                R"(DECLARE $f LONG; $n INTEGER;
    SELECT f.followee_id
    FROM fotogal_ntable_follows f
    WHERE f.follower_id = $f AND f.state = "accepted" AND f.delivery = "pull"
    LIMIT $n)"};

inline constexpr Statement kFollowsMarkCounted{"follows.mark_counted",
                                               R"(DECLARE $a LONG; $b LONG; $op LONG;
    UPDATE fotogal_ntable_follows f
    SET f.counted = true
    WHERE f.follower_id = $a AND f.followee_id = $b AND f.op = $op)"};

inline constexpr Statement kFollowsDeleteEnded{"follows.delete_ended",
                                               R"(DECLARE $a LONG; $b LONG; $op LONG;
    DELETE FROM fotogal_ntable_follows f
    WHERE f.follower_id = $a AND f.followee_id = $b AND f.op = $op)"};

inline constexpr Statement kFollowsChange{
    "follows.change",
    R"(DECLARE $a LONG; $b LONG; $op LONG; $old LONG; $n STRING; $w STRING;
    UPDATE fotogal_ntable_follows f
    SET f.state = $n, SET f.was = $w, SET f.op = $op, SET f.counted = false
    WHERE f.follower_id = $a AND f.followee_id = $b AND f.op = $old AND f.counted = true)"};

inline constexpr Statement kFollowsFollowedBy{"follows.followed_by",
                                              R"(DECLARE $f LONG; $c LONG; $s STRING; $n INTEGER;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_follows) */ f.followee_id
    FROM fotogal_ntable_follows f
    WHERE f.follower_id = $f AND f.followee_id > $c AND f.state = $s
    ORDER BY f.followee_id
    LIMIT $n)"};

inline constexpr Statement kFollowsFollowersOf{"follows.followers_of",
                                               R"(DECLARE $f LONG; $s STRING;
    SELECT f.follower_id
    FROM fotogal_ntable_follows f
    WHERE f.followee_id = $f AND f.state = $s)"};

inline constexpr Statement kFollowsStatesOf{"follows.states_of",
                                            R"(DECLARE $a LONG; $b ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_follows) */ f.followee_id, f.state
    FROM fotogal_ntable_follows f
    WHERE f.follower_id = $a AND f.followee_id IN $b[])"};

inline constexpr Statement kReactionsEdges{"reactions.edges",
                                           R"(DECLARE $a LONG; $i LONG;
    SELECT *
    FROM fotogal_ntable_reactions r
    WHERE r.author_id = $a AND r.image_id = $i)"};

inline constexpr Statement kReactionsMarkCounted{"reactions.mark_counted",
                                                 R"(DECLARE $a LONG; $i LONG; $u LONG; $op LONG;
    UPDATE fotogal_ntable_reactions r
    SET r.counted = true
    WHERE r.author_id = $a AND r.image_id = $i AND r.user_id = $u AND r.op = $op)"};

inline constexpr Statement kReactionsDeleteTakenBack{"reactions.delete_taken_back",
                                                     R"(DECLARE $a LONG; $i LONG; $u LONG; $op LONG;
    DELETE FROM fotogal_ntable_reactions r
    WHERE r.author_id = $a AND r.image_id = $i AND r.user_id = $u AND r.op = $op)"};

inline constexpr Statement kReactionsChange{
    "reactions.change",
    R"(DECLARE $a LONG; $i LONG; $u LONG; $op LONG; $old LONG; $n STRING; $w STRING;
    UPDATE fotogal_ntable_reactions r
    SET r.reaction = $n, SET r.was = $w, SET r.op = $op, SET r.counted = false
    WHERE r.author_id = $a AND r.image_id = $i AND r.user_id = $u AND r.op = $old
      AND r.counted = true)"};

inline constexpr Statement kReactionsLikers{"reactions.likers",
                                            R"(DECLARE $a LONG; $i LONG; $c LONG; $n INTEGER;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_reactions) */ r.user_id
    FROM fotogal_ntable_reactions r
    WHERE r.author_id = $a AND r.image_id = $i AND r.user_id > $c AND r.reaction = "like"
    ORDER BY r.user_id
    LIMIT $n)"};

inline constexpr Statement kFollowsEdgesOfFollower{"follows.edges_of_follower",
                                                   R"(DECLARE $u LONG;
    SELECT f.op, f.counted, f.state, f.was
    FROM fotogal_ntable_follows f
    WHERE f.follower_id = $u)"};

inline constexpr Statement kFollowsEdgesOfFollowee{"follows.edges_of_followee",
                                                   R"(DECLARE $u LONG;
    SELECT f.op, f.counted, f.state, f.was
    FROM fotogal_ntable_follows f
    WHERE f.followee_id = $u)"};

}  // namespace fotogal
