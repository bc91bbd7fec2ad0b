// The statements of people/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kIdentitiesAmong{"identities.among",
                                            R"(DECLARE $n ARRAY(STRING);
    SELECT *
    FROM fotogal_ntable_identities i
    WHERE i.name IN $n[])"};

inline constexpr Statement kBlocksByUser{"blocks.by_user",
                                         R"(DECLARE $u LONG; $c LONG; $n INTEGER;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_blocks) */ b.blocked_id
    FROM fotogal_ntable_blocks b
    WHERE b.user_id = $u AND b.blocked_id > $c
    ORDER BY b.blocked_id
    LIMIT $n)"};

inline constexpr Statement kBlocksByUserAmong{"blocks.by_user_among",
                                              R"(DECLARE $u LONG; $o ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_blocks) */ b.user_id, b.blocked_id
    FROM fotogal_ntable_blocks b
    WHERE b.user_id = $u AND b.blocked_id IN $o[])"};

inline constexpr Statement kBlocksOfUserAmong{"blocks.of_user_among",
                                              R"(DECLARE $u LONG; $o ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_blocks) */ b.user_id, b.blocked_id
    FROM fotogal_ntable_blocks b
    WHERE b.user_id IN $o[] AND b.blocked_id = $u)"};

inline constexpr Statement kMutesByUser{"mutes.by_user",
                                        R"(DECLARE $u LONG; $c LONG; $n INTEGER;
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_mutes) */ m.muted_id
    FROM fotogal_ntable_mutes m
    WHERE m.user_id = $u AND m.muted_id > $c
    ORDER BY m.muted_id
    LIMIT $n)"};

inline constexpr Statement kMutesByUserAmong{"mutes.by_user_among",
                                             R"(DECLARE $u LONG; $o ARRAY(LONG);
    SELECT /*+ FORCE_PRIMARY_INDEX(fotogal_ntable_mutes) */ m.muted_id
    FROM fotogal_ntable_mutes m
    WHERE m.user_id = $u AND m.muted_id IN $o[])"};

inline constexpr Statement kDirectoryTerms{"directory.terms",
                                           R"(DECLARE $p STRING; $lo STRING; $hi STRING; $n INTEGER;
    SELECT d.term, d.user_id
    FROM fotogal_ntable_directory d
    WHERE d.prefix = $p AND d.term >= $lo AND d.term < $hi
    ORDER BY d.term, d.user_id
    LIMIT $n)"};

inline constexpr Statement kDirectoryPeopleOfTerm{
    "directory.people_of_term",
    R"(DECLARE $p STRING; $t STRING; $u LONG; $n INTEGER;
    SELECT d.term, d.user_id
    FROM fotogal_ntable_directory d
    WHERE d.prefix = $p AND d.term = $t AND d.user_id > $u
    ORDER BY d.user_id
    LIMIT $n)"};

inline constexpr Statement kDirectoryOfPrefixes{"directory.of_prefixes",
                                                R"(DECLARE $p ARRAY(STRING);
    SELECT d.prefix, d.user_id
    FROM fotogal_ntable_directory d
    WHERE d.prefix IN $p[])"};

inline constexpr Statement kIdentitiesMakeReservation{
    "identities.make_reservation",
    R"(DECLARE $n STRING; $u LONG; $until LONG; $kept LONG; $op LONG;
    UPDATE fotogal_ntable_identities i
    SET i.reserved_until = $until, SET i.kept_until = $kept, SET i.op = $op
    WHERE i.name = $n AND i.user_id = $u)"};

inline constexpr Statement kIdentitiesGiveUp{"identities.give_up",
                                             R"(DECLARE $n STRING; $u LONG; $kept LONG;
    UPDATE fotogal_ntable_identities i
    SET i.reserved_until = $kept, SET i.kept_until = $kept, SET TTL 30 DAYS
    WHERE i.name = $n AND i.user_id = $u)"};

// Of the two after an account has left a name, the one keeps what is to be kept and the other
// deletes the rest. op 0: whichever claim has reserved it.
inline constexpr Statement kIdentitiesKeep{"identities.keep",
                                           R"(DECLARE $n STRING; $u LONG; $op LONG; $now LONG;
    UPDATE fotogal_ntable_identities i
    SET i.reserved_until = i.kept_until, SET TTL 30 DAYS
    WHERE i.name = $n AND i.user_id = $u AND ($op = 0 OR i.op = $op) AND i.kept_until > $now)"};

inline constexpr Statement kIdentitiesRelease{"identities.release",
                                              R"(DECLARE $n STRING; $u LONG; $op LONG; $now LONG;
    DELETE FROM fotogal_ntable_identities i
    WHERE i.name = $n AND i.user_id = $u AND ($op = 0 OR i.op = $op)
      AND (i.kept_until IS NULL OR i.kept_until <= $now))"};

// Only if nobody has changed the access since it was read; 0: it has never been set.
inline constexpr Statement kPeopleSetPhotoAccess{"people.set_photo_access",
                                                 R"(DECLARE $u LONG; $was LONG; $op LONG; $a JSON;
    UPDATE fotogal_ntable_users u
    SET u.photo_access = $a, SET u.photo_access_op = $op
    WHERE u.id = $u AND (u.photo_access_op = $was OR ($was = 0 AND u.photo_access_op IS NULL)))"};

inline constexpr Statement kPeopleByIds{"people.by_ids",
                                        R"(DECLARE $i ARRAY(LONG);
    SELECT u.id, u.username, u.full_name, u.profile_image_url, u.is_private,
      u.is_professional_account, u.deleting, u.suspension, u.photo_access
    FROM fotogal_ntable_users u
    WHERE u.id IN $i[])"};

}  // namespace fotogal
