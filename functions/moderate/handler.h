// What moderators do (shared/fotogal/moderation/): no route leads here, so only those whom OCI's
// IAM lets invoke functions can call it. The body says what to do:
//   {"act": "list", "state": "open" | "dismissed" | "acted", "limit", "cursor"}
//   {"act": "show", "thing": a thing, or the id of a report}
//   {"act": "dismiss", "thing"}
//   {"act": "remove", "kind": "image" | "comment", "id", "reason"}
//   {"act": "suspend" | "restore", "username", "reason"}
// and "by", who does it, where OCI does not say so. Every act can be repeated, and is written to
// the log before it is answered.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::moderate {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::moderate
