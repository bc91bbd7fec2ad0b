// For `reconcile`: compares counters with the edges that they count, and settles edges. Each
// function returns how many counters were wrong. May run at the same time as other calls, like
// Recount.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

Outcome<int> RecountFollows(const Context& context, UserId user);  // both directions
Outcome<int> RecountImages(const Context& context, UserId user);
Outcome<int> RecountReactions(const Context& context, const ImageRef& image);
Outcome<int> RecountComments(const Context& context, const ImageRef& image);
// Of a first comment, and of any.
Outcome<int> RecountReplies(const Context& context, const ImageRef& image, CommentId first);
Outcome<int> RecountCommentLikes(const Context& context, const ImageRef& image, CommentId comment);

// Finishes a change of a comment that was begun by a call that died.
Outcome<Unit> SettleComment(const Context& context, const ImageRef& image, CommentId id);

}  // namespace fotogal
