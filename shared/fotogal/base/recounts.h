// For `reconcile`: counters held against the edges that they count, and edges brought to rest. Each
// recount answers how many counters were wrong. Safe beside live traffic, as Recount is.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

Outcome<int> RecountFollows(const Context& context, UserId user);  // both directions
Outcome<int> RecountImages(const Context& context, UserId user);
Outcome<int> RecountReactions(const Context& context, const ImageRef& image);
Outcome<int> RecountComments(const Context& context, const ImageRef& image);

// Finishes what a call that died has begun with a comment.
Outcome<Unit> SettleComment(const Context& context, const ImageRef& image, CommentId id);

}  // namespace fotogal
