// Likes and dislikes: one row per person and image, which is one or the other.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"

namespace fotogal {

enum class Reaction { kNone, kLike, kDislike };
NLOHMANN_JSON_SERIALIZE_ENUM(Reaction, {{Reaction::kNone, "none"},
                                        {Reaction::kLike, "like"},
                                        {Reaction::kDislike, "dislike"}})

struct ReactionCounts {
  int like_count = 0, dislike_count = 0;
  Reaction mine = Reaction::kNone;
};

const char* NameOf(Reaction reaction);  // "", "like", "dislike", as the API spells it

struct ReactionRow {
  static constexpr auto kTable = schema::kReactions;

  ImageRef image;
  UserId user = 0;
  // Until the change of `op` is counted, counters and notifications stand at `was`.
  Reaction reaction = Reaction::kNone, was = Reaction::kNone;
  std::int64_t created_ts = 0;  // ms
  Op op = 0;
  bool counted = false;

  static constexpr auto Columns() {
    return std::tuple(Column("author_id", &ReactionRow::image, &ImageRef::author),
                      Column("image_id", &ReactionRow::image, &ImageRef::image),
                      Column("user_id", &ReactionRow::user),
                      Column("reaction", &ReactionRow::reaction), Column("was", &ReactionRow::was),
                      Column("created_ts", &ReactionRow::created_ts),
                      Column("op", &ReactionRow::op), Column("counted", &ReactionRow::counted));
  }
};
// ABSOLUTE.
Outcome<std::optional<ReactionRow>> FindReaction(const Context& context, UserId user,
                                                 const ImageRef& image);

// Sets `user`'s reaction to the image. `standing`: the result of FindReaction, read at the same
// time as the image. Repeating it changes nothing.
Outcome<ReactionCounts> React(const Context& context, UserId user, const Image& image,
                              const std::optional<ReactionRow>& standing, Reaction wanted);
// Takes that reaction back, if it is the present one.
Outcome<ReactionCounts> TakeBack(const Context& context, UserId user, const Image& image,
                                 const std::optional<ReactionRow>& standing, Reaction unwanted);

// The user's reactions to these images; images without one may be left out. EVENTUAL.
Outcome<std::map<ImageRef, Reaction>> ReactionsTo(const Context& context, UserId user,
                                                  const std::vector<ImageRef>& images);

// The people who like an image, by id; `after` 0: from the first.
Outcome<std::vector<UserId>> Likers(const Context& context, const ImageRef& image, UserId after,
                                    int limit);

}  // namespace fotogal
