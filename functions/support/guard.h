// Checks before anything is written, and the parameters of lists.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal {

// The caller, if the session row still exists (read with ABSOLUTE consistency): 401 not_logged_in,
// 401 session_ended; 403 bad_origin when the session came in a cookie from another site. May run at
// the same time as other first reads of a handler.
Outcome<UserId> RequireSession(Exchange& exchange);

// The parameters limit (1-100, default 20) and cursor of a list.
struct PageRequest {
  int limit = 20;
  std::optional<std::string> cursor;  // absent: from the beginning
};
Outcome<PageRequest> ReadPageRequest(const Exchange& exchange);

}  // namespace fotogal
