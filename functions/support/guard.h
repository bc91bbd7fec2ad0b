// What must hold before anything is written.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal {

// The caller, when the session row is still there (ABSOLUTE): 401 not_logged_in, 401 session_ended;
// 403 bad_origin when the session came by cookie from another site. May run side by side with a
// handler's other first reads.
Outcome<UserId> RequireSession(Exchange& exchange);

// limit (1-100, default 20) and cursor of a list.
struct PageRequest {
  int limit = 20;
  std::optional<std::string> cursor;  // absent: from the start
};
Outcome<PageRequest> ReadPageRequest(const Exchange& exchange);

}  // namespace fotogal
