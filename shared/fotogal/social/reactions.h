// Likes and dislikes: one row a person and image, the two exclude each other.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

enum class Reaction { kNone, kLike, kDislike };

struct ReactionCounts {
  int like_count = 0, dislike_count = 0;
  Reaction mine = Reaction::kNone;
};

const char* NameOf(Reaction reaction);           // "", "like", "dislike"
Reaction ReactionOf(const nlohmann::json& row);  // of its column `reaction`

// A reaction row. While it is not counted it stands between `was` (counted) and `reaction` (not
// yet).
struct ReactionEdge {
  ImageRef image;
  Id user = 0;
  Reaction reaction = Reaction::kNone, was = Reaction::kNone;
  Id op = 0;
  bool counted = false;
};
// ABSOLUTE.
Outcome<std::optional<ReactionEdge>> FindReaction(const Context& context, Id user,
                                                  const ImageRef& image);

// Makes `user`'s reaction to the image what is wanted. `standing` is what FindReaction answered,
// read beside the image. Repeating it changes nothing.
Outcome<ReactionCounts> React(const Context& context, Id user, const Image& image,
                              const std::optional<ReactionEdge>& standing, Reaction wanted);
// Takes away that reaction, if it is the one that stands.
Outcome<ReactionCounts> TakeBack(const Context& context, Id user, const Image& image,
                                 const std::optional<ReactionEdge>& standing, Reaction unwanted);

// For several images at once, in their order; EVENTUAL.
Outcome<std::vector<Reaction>> ReactionsOf(const Context& context, Id user,
                                           const std::vector<Image>& images);

// The people who like an image, by id; `after` 0: from the first.
Outcome<std::vector<Id>> Likers(const Context& context, const ImageRef& image, Id after, int limit);

}  // namespace fotogal
