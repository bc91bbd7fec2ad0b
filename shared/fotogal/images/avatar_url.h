// The URL of an avatar, as stored in profile_image_url, and the image that it belongs to.
#pragma once

#include <optional>
#include <string>

#include "fotogal/base/ids.h"
#include "fotogal/people/user.h"

namespace fotogal {

std::string AvatarUrl(const ImageRef& ref);
// nullopt: there is no avatar, or the URL is not that of one of the account's own images.
std::optional<ImageRef> AvatarOf(const User& user);

}  // namespace fotogal
