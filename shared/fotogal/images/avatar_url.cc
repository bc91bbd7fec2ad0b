#include "fotogal/images/avatar_url.h"

#include "fotogal/images/image_objects.h"

namespace fotogal {
namespace {

constexpr std::string_view kPathBegins = "/v1/images/", kPathEnds = "/content?size=thumb";

std::optional<ImageRef> RefIn(std::string_view text) {
  if (IsAvatarName(text)) {
    const auto object = ParseObjectName(text);
    return object && object->original == text ? std::optional(object->ref) : std::nullopt;
  }
  if (!text.starts_with(kPathBegins) || !text.ends_with(kPathEnds)) return std::nullopt;
  text.remove_prefix(kPathBegins.size());
  text.remove_suffix(kPathEnds.size());
  return ParseImageRef(text);
}

}  // namespace

std::string AvatarUrl(const ImageRef& ref) {
  return std::string(kPathBegins) + ToString(ref) + std::string(kPathEnds);
}

std::string AvatarText(const Image& image) {
  return IsAvatarName(image.object_name) ? image.object_name : AvatarUrl(image.ref);
}

std::optional<ImageRef> AvatarOf(UserId user, std::string_view text) {
  const auto ref = RefIn(text);
  return ref && ref->author == user ? ref : std::nullopt;
}

std::optional<ImageRef> AvatarOf(const User& user) { return AvatarOf(user.id, user.image_url); }

}  // namespace fotogal
