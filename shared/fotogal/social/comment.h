// A comment's row.
#pragma once

#include <optional>
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
  std::vector<UserId> mentions{};  // as text::MentionedIn(text); kNobody: no such person
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
        Column("like_count", &Comment::like_count), Column("reply_count", &Comment::reply_count),
        Column("mentions", &Comment::mentions));
  }
};

oci::nosql::Key KeyOfComment(const ImageRef& image, CommentId id);

// ABSOLUTE; nullopt: there is none, or it was deleted and that is counted.
Outcome<std::optional<Comment>> FindComment(const Context& context, const ImageRef& image,
                                            CommentId id);

}  // namespace fotogal
