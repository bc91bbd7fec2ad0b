// Comments on images: rows in the order of their creation, counted exactly once.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"

namespace fotogal {

struct Comment {
  static constexpr auto kTable = schema::kComments;

  ImageRef image;
  CommentId id = 0;
  UserId user_id = 0;
  std::string text;
  std::vector<UserId> mentions{};  // as text::MentionedIn(text); kNobody: no such person
  std::int64_t created_ts = 0;
  Op op = 0;
  bool counted = false;
  bool removed = false;

  static constexpr auto Columns() {
    return std::tuple(Column("author_id", &Comment::image, &ImageRef::author),
                      Column("image_id", &Comment::image, &ImageRef::image),
                      Column("id", &Comment::id), Column("user_id", &Comment::user_id),
                      Column("text", &Comment::text), Column("created_ts", &Comment::created_ts),
                      Column("op", &Comment::op), Column("counted", &Comment::counted),
                      Column("removed", &Comment::removed), Column("mentions", &Comment::mentions));
  }
};

// With an idempotency key, a call that was interrupted is finished by the next one with the same
// key and text; 422 idempotency_key_reused for another text.
Outcome<Comment> PostComment(const Context& context, UserId user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key);
// ABSOLUTE; nullopt: there is none, or it was deleted and that is counted.
Outcome<std::optional<Comment>> FindComment(const Context& context, const ImageRef& image,
                                            CommentId id);
// True: this call has deleted it; of several calls only one gets true. Deleting a missing comment
// does nothing.
Outcome<bool> RemoveComment(const Context& context, const ImageRef& image, CommentId id);

// Oldest first; `after` 0: from the first. EVENTUAL.
Outcome<std::vector<Comment>> CommentsOf(const Context& context, const ImageRef& image,
                                         CommentId after, int limit);

}  // namespace fotogal
