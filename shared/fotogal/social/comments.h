// Comments on images: rows in the order of their creation, counted exactly once. A reply belongs to
// the thread of a first-level comment, one level deep, and goes when that one goes.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"

namespace fotogal {

// The first comment of a reply's thread; 0, in the row NULL: the comment is a first one.
struct ThreadId {
  CommentId first = 0;
  bool is_reply() const { return first != 0; }

  constexpr Id value() const { return first.value(); }
  friend void to_json(nlohmann::json& json, const ThreadId& thread) {
    json = thread.is_reply() ? nlohmann::json(thread.first) : nlohmann::json();
  }
  friend void from_json(const nlohmann::json& json, ThreadId& thread) { json.get_to(thread.first); }
};

struct Comment {
  static constexpr auto kTable = schema::kComments;

  ImageRef image;
  CommentId id = 0;
  UserId user_id = 0;
  std::string text{};
  std::int64_t created_ts = 0;
  Op op = 0;
  bool counted = false;
  bool removed = false;
  ThreadId thread{};
  std::int64_t edited_ts = 0;           // ms; 0: as it was written
  int like_count = 0, reply_count = 0;  // replies: of a first comment

  static constexpr auto Columns() {
    return std::tuple(
        Column("author_id", &Comment::image, &ImageRef::author),
        Column("image_id", &Comment::image, &ImageRef::image), Column("id", &Comment::id),
        Column("user_id", &Comment::user_id), Column("text", &Comment::text),
        Column("created_ts", &Comment::created_ts), Column("op", &Comment::op),
        Column("counted", &Comment::counted), Column("removed", &Comment::removed),
        Column("reply_to", &Comment::thread), Column("edited_ts", &Comment::edited_ts),
        Column("like_count", &Comment::like_count), Column("reply_count", &Comment::reply_count));
  }
};

oci::nosql::Key KeyOfComment(const ImageRef& image, CommentId id);

// How long the words of a comment can be changed.
inline constexpr std::chrono::minutes kCommentEdits{15};

// With an idempotency key, a call that was interrupted is finished by the next one with the same
// key and text; 422 idempotency_key_reused for another text. `thread`: of a reply; 404 when its
// first comment is gone, and then nothing of the reply stays.
Outcome<Comment> PostComment(const Context& context, UserId user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key,
                             ThreadId thread = {});
// Gives the comment other words; nothing where it has been removed meanwhile. Idempotent.
Outcome<Unit> EditComment(const Context& context, const Comment& comment, const std::string& text,
                          std::int64_t edited_ts);
// ABSOLUTE; nullopt: there is none, or it was deleted and that is counted.
Outcome<std::optional<Comment>> FindComment(const Context& context, const ImageRef& image,
                                            CommentId id);
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
