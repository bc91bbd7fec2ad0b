// Avatars: an avatar is an image of the person that is in no feed, grid or count and that everybody
// may see. The account's profile_image_url says which image it is.
#pragma once

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"

namespace fotogal {

// Stores the image, makes it the avatar, then removes the previous one. If the call dies, one of
// the two is the avatar, and a job removes the other. Returns the account afterwards. 503: another
// call was changing the avatar, or an image with that identity was removed (IsTaken).
Outcome<User> SetAvatar(const Context& context, const User& user, const NewImage& image,
                        const Identity& identity);
// Idempotent.
Outcome<Unit> RemoveAvatar(const Context& context, const User& user);

}  // namespace fotogal
