// The text in a person's profile_image_url, which says which image is the avatar: the name of its
// original ("avatars/z/10-1"), or, from older releases, an address of the API.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/ids.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"

namespace fotogal {

// The address at which the API shows it, which is also the text of older releases.
std::string AvatarUrl(const ImageRef& ref);
// What is stored for this image.
std::string AvatarText(const Image& image);
// nullopt: there is no avatar, or the text is not that of one of the account's own images.
std::optional<ImageRef> AvatarOf(UserId user, std::string_view text);
std::optional<ImageRef> AvatarOf(const User& user);

}  // namespace fotogal
