// For `reconcile`: counters held against the edges that they count, and edges brought to rest. Each
// recount answers how many counters were wrong. Safe beside live traffic, as Recount is.
#pragma once

#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/services.h"

namespace fotogal {

Outcome<int> RecountFollows(Services& services, oci::Call& call, Id user);  // both directions
Outcome<int> RecountImages(Services& services, oci::Call& call, Id user);
Outcome<int> RecountReactions(Services& services, oci::Call& call, const ImageRef& image);
Outcome<int> RecountComments(Services& services, oci::Call& call, const ImageRef& image);

// Finishes what a call that died has begun with a comment.
Outcome<Unit> SettleComment(Services& services, oci::Call& call, const ImageRef& image, Id id);

}  // namespace fotogal
