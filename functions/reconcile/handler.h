// Holds everything against its source and mends it (shared/fotogal/upkeep/reconcile.h). Invoked
// detached:
// {} begins, or goes on where the last run stopped; {"bucket": B, "id": I} goes on.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::reconcile {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::reconcile
