// The address of an avatar, which profile_image_url holds, and which image that is.
#pragma once

#include <optional>
#include <string>

#include "fotogal/base/ids.h"
#include "fotogal/people/user.h"

namespace fotogal {

std::string AvatarUrl(const ImageRef& ref);
// nullopt: the account has no avatar, or an address that is not of an image of its own.
std::optional<ImageRef> AvatarOf(const User& user);

}  // namespace fotogal
