// The statements of export/, by topic.
#pragma once

#include "fotogal/base/statement.h"

namespace fotogal {

inline constexpr Statement kExportImages{"export.images",
                                         R"(DECLARE $u LONG; $c LONG; $n INTEGER;
    SELECT *
    FROM fotogal_ntable_images i
    WHERE i.user_id = $u AND i.id > $c AND i.removed = false
    ORDER BY i.id
    LIMIT $n)"};

}  // namespace fotogal
