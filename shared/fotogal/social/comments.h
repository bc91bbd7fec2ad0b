// Comments on images: rows in the order of their creation, counted exactly once. A reply belongs to
// the thread of a first-level comment, one level deep, and goes when that one goes.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "fotogal/social/comment.h"

namespace fotogal {

// How long the words of a comment can be changed.
inline constexpr std::chrono::minutes kCommentEdits{15};

// With an idempotency key, a call that was interrupted is finished by the next one with the same
// key and text; 422 idempotency_key_reused for another text. `thread`: of a reply; 404 when its
// first comment is gone, and then nothing of the reply stays.
Outcome<Comment> PostComment(const Context& context, UserId user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key,
                             ThreadId thread = {});
// Gives the comment other words, and tells whom only those mention; nothing is changed where it has
// been removed meanwhile. Returns it with them. Idempotent. 429: too many people are mentioned.
Outcome<Comment> EditComment(const Context& context, Comment comment, const std::string& text,
                             std::int64_t edited_ts);
// True: this call has deleted it; of several calls only one gets true. Deleting a missing comment
// does nothing. The replies of a first comment and all likes go with it: until they are gone, its
// row stays, hidden, and whoever deletes it again goes on.
Outcome<bool> RemoveComment(const Context& context, const ImageRef& image, CommentId id);

// The first comments of an image, or the replies of a thread: oldest first; `after` 0: from the
// first. EVENTUAL.
Outcome<std::vector<Comment>> CommentsOf(const Context& context, const ImageRef& image,
                                         CommentId after, int limit);
Outcome<std::vector<Comment>> RepliesOf(const Context& context, const ImageRef& image,
                                        CommentId first, CommentId after, int limit);

}  // namespace fotogal
