// The statements of counters/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

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
