#include "fotogal/images/avatar_url.h"

#include <string_view>

#include "fotogal/people/user.h"

namespace fotogal {
namespace {

constexpr std::string_view kBefore = "/v1/images/", kAfter = "/content?size=thumb";

}  // namespace

std::string AvatarUrl(const ImageRef& ref) {
  return std::string(kBefore) + ToString(ref) + std::string(kAfter);
}

std::optional<ImageRef> AvatarOf(const User& user) {
  std::string_view url = user.image_url;
  if (!url.starts_with(kBefore) || !url.ends_with(kAfter)) return std::nullopt;
  url.remove_prefix(kBefore.size());
  url.remove_suffix(kAfter.size());
  const auto ref = ParseImageRef(url);
  return ref && ref->author == user.id ? ref : std::nullopt;
}

}  // namespace fotogal
