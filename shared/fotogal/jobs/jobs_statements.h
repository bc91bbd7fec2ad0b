// The statements of jobs/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kJobsTakeLease{"jobs.take_lease",
                                          R"(DECLARE $b INTEGER; $i LONG; $now LONG; $until LONG;
    UPDATE fotogal_ntable_jobs j
    SET j.lease_until = $until, SET j.attempts = j.attempts + 1
    WHERE j.bucket = $b AND j.id = $i AND j.lease_until < $now)"};

inline constexpr Statement kJobsNoteStart{
    "jobs.note_start",
    R"(DECLARE $b INTEGER; $i LONG; $before LONG; $started LONG;
    UPDATE fotogal_ntable_jobs j
    SET j.lease_until = $started
    WHERE j.bucket = $b AND j.id = $i AND j.lease_until = $before)"};

inline constexpr Statement kJobsStoreCursor{"jobs.store_cursor",
                                            R"(DECLARE $b INTEGER; $i LONG; $c STRING; $until LONG;
    UPDATE fotogal_ntable_jobs j
    SET j.cursor = $c, SET j.lease_until = $until, SET j.attempts = 0
    WHERE j.bucket = $b AND j.id = $i)"};

inline constexpr Statement kJobsPostpone{"jobs.postpone",
                                         R"(DECLARE $b INTEGER; $i LONG; $until LONG;
    UPDATE fotogal_ntable_jobs j
    SET j.lease_until = $until
    WHERE j.bucket = $b AND j.id = $i)"};

inline constexpr Statement kJobsAbandoned{"jobs.abandoned",
                                          R"(DECLARE $b INTEGER; $now LONG; $made LONG;
    SELECT j.id, j.kind, j.attempts
    FROM fotogal_ntable_jobs j
    WHERE j.bucket = $b AND j.id < $made AND j.lease_until < $now)"};

}  // namespace fotogal
