// The statements of deletion/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kDeletionHideAccount{"deletion.hide_account",
                                                R"(DECLARE $u LONG; $p STRING; $d JSON;
    UPDATE fotogal_ntable_users u
    SET u.deleting = true, SET u.user_data = $d
    WHERE u.id = $u AND u.password = $p)"};

inline constexpr Statement kDeletionImages{"deletion.images",
                                           R"(DECLARE $u LONG; $a LONG; $n INTEGER;
    SELECT i.id, i.removed
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.id > $a
    ORDER BY i.id
    LIMIT $n)"};

inline constexpr Statement kDeletionJobs{"deletion.jobs",
                                         R"(DECLARE $b INTEGER; $a LONG; $n INTEGER;
    SELECT j.id, j.kind, j.arguments, j.cursor, j.lease_until
    FROM fotogal_ntable_jobs j
    WHERE j.bucket = $b AND j.id > $a
    ORDER BY j.id
    LIMIT $n)"};

}  // namespace fotogal
