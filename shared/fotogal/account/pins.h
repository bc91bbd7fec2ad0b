// Up to three of a person's own images come first in the profile.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"

namespace fotogal {

inline constexpr size_t kMostPinned = 3;

// 422 invalid_fields: one is not the id of an image of the person's own, or is given twice.
Outcome<std::vector<ImageId>> ReadPinned(UserId user, const std::vector<std::string>& images);
// Replaces what is pinned, in this order; also in `user`. Images that are not there any more, or
// put away, are left out.
Outcome<Unit> SetPinned(const Context& context, User& user, const std::vector<ImageId>& images);
// One image less; nothing where it is not pinned.
Outcome<Unit> Unpin(const Context& context, const User& user, ImageId image);
// Of these images of the owner, those that are shown, in their order.
Outcome<std::vector<Image>> PinnedImages(const Context& context, UserId owner,
                                         const std::vector<ImageId>& pinned);

}  // namespace fotogal
