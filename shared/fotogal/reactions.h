// Likes and dislikes: one row a person and image, the two exclude each other.
#pragma once

#include <string>
#include <vector>

#include "fotogal/images.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

enum class Reaction { kNone, kLike, kDislike };

struct ReactionCounts {
  int like_count = 0, dislike_count = 0;
  Reaction mine = Reaction::kNone;
};

const char* NameOf(Reaction reaction);  // "", "like", "dislike"

// Makes `user`'s reaction to the image what is wanted. Repeating it changes nothing.
Outcome<ReactionCounts> React(Services& services, oci::Call& call, Id user, const ImageRef& image,
                              Reaction wanted);
// Takes away that reaction, if it is the one that stands.
Outcome<ReactionCounts> TakeBack(Services& services, oci::Call& call, Id user,
                                 const ImageRef& image, Reaction unwanted);

// ABSOLUTE.
Outcome<Reaction> FindReaction(Services& services, oci::Call& call, Id user, const ImageRef& image);

// For several images at once, in their order; EVENTUAL.
Outcome<std::vector<Reaction>> ReactionsOf(Services& services, oci::Call& call, Id user,
                                           const std::vector<Image>& images);

// The people who like an image, by id; `after` 0: from the first.
Outcome<std::vector<Id>> Likers(Services& services, oci::Call& call, const ImageRef& image,
                                Id after, int limit);

}  // namespace fotogal
