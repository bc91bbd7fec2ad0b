// Likes of comments: one row per person and comment, counted exactly once as reactions are.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/social/comments.h"

namespace fotogal {

struct CommentLike {
  static constexpr auto kTable = schema::kCommentLikes;

  ImageRef image;
  CommentId comment = 0;
  UserId user = 0;
  // Until the change of `op` is counted, the counter stands at `was`.
  bool liked = false, was = false;
  std::int64_t created_ts = 0;  // ms
  Op op = 0;
  bool counted = false;

  static constexpr auto Columns() {
    return std::tuple(Column("author_id", &CommentLike::image, &ImageRef::author),
                      Column("image_id", &CommentLike::image, &ImageRef::image),
                      Column("comment_id", &CommentLike::comment),
                      Column("user_id", &CommentLike::user), Column("liked", &CommentLike::liked),
                      Column("was", &CommentLike::was),
                      Column("created_ts", &CommentLike::created_ts),
                      Column("op", &CommentLike::op), Column("counted", &CommentLike::counted));
  }
};
// ABSOLUTE.
Outcome<std::optional<CommentLike>> FindCommentLike(const Context& context, UserId user,
                                                    const ImageRef& image, CommentId comment);

// Likes the comment or takes the like back; `standing`: the result of FindCommentLike, read at the
// same time as the comment. Returns how many like it then; 404: the comment is gone, and the like
// with it. Repeating it changes nothing.
Outcome<int> LikeComment(const Context& context, UserId user, const Comment& comment,
                         const std::optional<CommentLike>& standing, bool like);

// Those of these comments on one image that the user likes. EVENTUAL.
Outcome<std::set<CommentId>> LikedAmong(const Context& context, UserId user, const ImageRef& image,
                                        const std::vector<CommentId>& comments);

}  // namespace fotogal
