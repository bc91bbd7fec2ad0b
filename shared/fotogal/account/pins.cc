#include "fotogal/account/pins.h"

#include <algorithm>

#include "fotogal/account/account_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

Outcome<Unit> WritePinned(const Context& context, UserId user, const std::vector<ImageId>& pinned) {
  OCI_RETURN_IF_ERROR(
      context.Execute(kAccountSetPinned, {{"$u", user}, {"$p", pinned}}, Repeated::kSame));
  return Unit{};
}

}  // namespace

Outcome<std::vector<ImageId>> ReadPinned(UserId user, const std::vector<std::string>& images) {
  std::vector<ImageId> ids;
  std::vector<FieldError> errors;
  for (size_t i = 0; i < images.size(); ++i) {
    const auto ref = ParseImageRef(images[i]);
    const std::string place = "pinned[" + std::to_string(i) + "]";
    if (!ref || ref->author != user) {
      errors.push_back({place, "bad_value", "must be the id of an image of your own"});
    } else if (std::ranges::find(ids, ref->image) != ids.end()) {
      errors.push_back({place, "repeated", "may be given once"});
    } else {
      ids.push_back(ref->image);
    }
  }
  if (!errors.empty()) return InvalidFields(std::move(errors));
  return ids;
}

Outcome<Unit> SetPinned(const Context& context, User& user, const std::vector<ImageId>& images) {
  OCI_ASSIGN_OR_RETURN(const auto shown, PinnedImages(context, user.id, images));
  user.pinned.clear();
  for (const Image& image : shown) user.pinned.push_back(image.ref.image);
  return WritePinned(context, user.id, user.pinned);
}

Outcome<Unit> Unpin(const Context& context, const User& user, ImageId image) {
  auto pinned = user.pinned;
  if (std::erase(pinned, image) == 0) return Unit{};
  return WritePinned(context, user.id, pinned);
}

Outcome<std::vector<Image>> PinnedImages(const Context& context, UserId owner,
                                         const std::vector<ImageId>& pinned) {
  std::vector<std::optional<Image>> found(std::min(pinned.size(), kMostPinned));
  std::vector<size_t> places;
  for (size_t place = 0; place < found.size(); ++place) places.push_back(place);
  OCI_RETURN_IF_ERROR(oci::ForEach(places, kMostPinned, [&](size_t place) -> oci::Status {
    const auto image = FindImage(context, {owner, pinned[place]});
    if (!image.ok()) return StatusOf(image.error());
    found[place] = *image;
    return oci::Ok();
  }));
  std::vector<Image> shown;
  for (auto& image : found) {
    if (image && !image->is_archived() && !image->is_avatar) shown.push_back(std::move(*image));
  }
  return shown;
}

}  // namespace fotogal
