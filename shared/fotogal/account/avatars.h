// A person's picture: an image of their own that is in no feed, grid or count and that everybody
// may see. The account's profile_image_url says which one it is.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Stores the image, makes it the avatar, then removes the one before. Dead anywhere, one of the two
// is the avatar, and a job removes the other. Answers the account as it is then. 503: the avatar
// was being changed from elsewhere, or an image of that identity has been removed (IsTaken).
Outcome<User> SetAvatar(const Context& context, const User& user, const NewImage& image,
                        const Identity& identity);
// Idempotent.
Outcome<Unit> RemoveAvatar(const Context& context, const User& user);

}  // namespace fotogal
