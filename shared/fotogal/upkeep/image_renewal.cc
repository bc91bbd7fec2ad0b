#include "fotogal/upkeep/image_renewal.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/account_edit.h"
#include "fotogal/base/rows.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/picture.h"
#include "fotogal/people/user.h"
#include "fotogal/upkeep/upkeep_statements.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

bool IsInOldFolder(const Image& image) {
  return image.is_avatar && image.object_name.starts_with(kImagesFolder);
}

std::string InFolder(std::string_view folder, const std::string& object_name) {
  return std::string(folder) + object_name.substr(object_name.find('/') + 1);
}

// False: the image is being removed, and its row was not changed.
Outcome<bool> SetRenditions(const Context& context, const Image& image, const NewPicture& picture) {
  const bool has_large = !picture.large.empty() && !image.is_avatar;
  if (image.has_renditions() && image.has_large == has_large) return true;
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      context.Execute(kUpkeepSetRenditions,
                      {{"$u", image.ref.author},
                       {"$i", image.ref.image},
                       {"$op", image.op},
                       {"$large", has_large},
                       {"$hash", image.has_renditions() ? image.blurhash : picture.blurhash}},
                      Repeated::kSame));
  return UpdatedOne(items);
}

// The same for a further photo of a post, which is a part of one column.
Outcome<bool> SetFurther(const Context& context, const Image& image, size_t place,
                         const NewPicture& picture) {
  auto all = image.further;
  FurtherPhoto& photo = all.at(place - 1);
  const bool has_large = !picture.large.empty();
  if (!photo.blurhash.empty() && photo.has_large == has_large) return true;
  photo.has_large = has_large;
  if (photo.blurhash.empty()) photo.blurhash = picture.blurhash;
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      context.Execute(
          kUpkeepSetPhotos,
          {{"$u", image.ref.author}, {"$i", image.ref.image}, {"$op", image.op}, {"$photos", all}},
          Repeated::kSame));
  return UpdatedOne(items);
}

Outcome<bool> NameMovedObjects(const Context& context, const Image& image, const std::string& name,
                               const NewPicture& picture) {
  const auto& config = context.services.config;
  const std::string uri =
      "/n/" + config.object_namespace + "/b/" + config.bucket + "/o/" + oci::PercentEncode(name);
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      context.Execute(kUpkeepMoveAvatar,
                      {{"$u", image.ref.author},
                       {"$i", image.ref.image},
                       {"$op", image.op},
                       {"$name", name},
                       {"$url", config.object_storage_endpoint + uri},
                       {"$uri", uri},
                       {"$hash", image.has_renditions() ? image.blurhash : picture.blurhash}},
                      Repeated::kSame));
  return UpdatedOne(items);
}

// If it is the person's avatar at this moment. Where another call changes the avatar, that one
// wins.
Outcome<Unit> NameInAccount(const Context& context, const ImageRef& avatar,
                            const std::string& name) {
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(context, avatar.author));
  if (!user || user->image_url == name || AvatarOf(*user) != avatar) return Unit{};
  OCI_RETURN_IF_ERROR(SwitchAvatar(context, avatar.author, user->image_url, name));
  return Unit{};
}

Outcome<Renewed> RenewPhoto(const Context& context, const Image& image, size_t place,
                            const NewPicture& picture) {
  const std::string name = NameOfPhoto(image.object_name, place);
  OCI_RETURN_IF_ERROR(PutRenditions(context, name, picture));
  OCI_ASSIGN_OR_RETURN(const bool stands, place == 0 ? SetRenditions(context, image, picture)
                                                     : SetFurther(context, image, place, picture));
  if (!stands) {
    OCI_RETURN_IF_ERROR(DeleteObjects(context, image));
    return Renewed::kRemoved;
  }
  OCI_RETURN_IF_ERROR(PutOriginal(context, name, picture));
  return Renewed::kRenewed;
}

// The row names the new objects as soon as they are there, the account after it: whoever reads
// either finds what it names. `sweep` takes objects that no row names, which are only the old ones
// from then on.
Outcome<Renewed> RenewAvatar(const Context& context, const Image& image,
                             const NewPicture& picture) {
  const std::string name = InFolder(kAvatarsFolder, image.object_name);
  OCI_RETURN_IF_ERROR(PutRenditions(context, name, picture));
  if (IsInOldFolder(image)) {
    OCI_RETURN_IF_ERROR(PutOriginal(context, name, picture, Written::kNotAllYet));
    OCI_ASSIGN_OR_RETURN(const bool stands, NameMovedObjects(context, image, name, picture));
    if (!stands) {
      OCI_RETURN_IF_ERROR(DeleteObjects(context, name));
      return Renewed::kRemoved;
    }
  }
  OCI_RETURN_IF_ERROR(NameInAccount(context, image.ref, name));
  OCI_RETURN_IF_ERROR(DeleteObjects(context, InFolder(kImagesFolder, image.object_name)));
  OCI_RETURN_IF_ERROR(PutOriginal(context, name, picture));
  return Renewed::kMoved;
}

Outcome<bool> IsPhotoUpToDate(const Context& context, const Image& photo) {
  if (IsInOldFolder(photo)) return false;
  OCI_ASSIGN_OR_RETURN(const auto head,
                       context.services.objects->Head(context.call, photo.object_name));
  return head && head->cache_control == kObjectCacheControl;
}

Outcome<Renewed> RenewOne(const Context& context, const Image& photo) {
  OCI_ASSIGN_OR_RETURN(const bool up_to_date, IsPhotoUpToDate(context, photo));
  if (up_to_date) return Renewed::kUpToDate;
  OCI_ASSIGN_OR_RETURN(auto object, context.services.objects->Get(context.call, photo.object_name));
  if (!object) {
    OCI_ASSIGN_OR_RETURN(const auto there, FindImage(context, photo.ref));
    return there ? Renewed::kWithoutOriginal : Renewed::kRemoved;
  }
  auto picture = ReadPicture(object->body);
  if (!picture.ok()) return Renewed::kNotDecodable;
  picture->bytes = std::move(object->body);
  // As late as possible: what is written from here on is deleted again by whoever removes it.
  OCI_ASSIGN_OR_RETURN(const auto now, FindImage(context, photo.ref));
  if (!now || now->op != photo.op) return Renewed::kRemoved;
  const bool has_folder = ParseObjectName(now->object_name).has_value();
  return now->is_avatar && has_folder ? RenewAvatar(context, *now, *picture)
                                      : RenewPhoto(context, *now, photo.place, *picture);
}

}  // namespace

Outcome<bool> IsUpToDate(const Context& context, const Image& image) {
  for (const Image& photo : PhotosOf(image)) {
    OCI_ASSIGN_OR_RETURN(const bool up_to_date, IsPhotoUpToDate(context, photo));
    if (!up_to_date) return false;
  }
  return true;
}

Outcome<Renewed> RenewImage(const Context& context, const Image& image) {
  Renewed all = Renewed::kUpToDate;
  for (const Image& photo : PhotosOf(image)) {
    OCI_ASSIGN_OR_RETURN(const Renewed renewed, RenewOne(context, photo));
    if (renewed == Renewed::kRemoved) return renewed;
    const bool has_failed = all == Renewed::kNotDecodable || all == Renewed::kWithoutOriginal;
    if (renewed != Renewed::kUpToDate && !has_failed) all = renewed;
  }
  return all;
}

}  // namespace fotogal
