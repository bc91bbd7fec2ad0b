// Compares counters, feeds and objects with the rows they follow from and repairs them
// (shared/fotogal/upkeep/reconcile.h). Invoked detached: {} begins, or continues where the last run
// stopped; {"bucket": B, "id": I} continues that job.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::reconcile {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::reconcile
