#include "fotogal/images/image_objects.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <vector>

#include "oci/parallel.h"
#include "photo/photo.h"

namespace fotogal {
namespace {

constexpr int kObjectsOfOne = 100;   // more than a post has
constexpr int kObjectsInFlight = 4;  // all objects of a photo

struct Rendition {
  std::string_view suffix;
  std::string NewPicture::*bytes;
  std::string NewPicture::*type;
};
constexpr Rendition kSmall{".small", &NewPicture::small, &NewPicture::square_type},
    kThumb{".thumb", &NewPicture::thumb, &NewPicture::square_type},
    kMedium{".medium", &NewPicture::medium, &NewPicture::rendition_type},
    kLarge{".large", &NewPicture::large, &NewPicture::rendition_type};
constexpr Rendition kOfPhotos[] = {kThumb, kMedium, kLarge};
constexpr Rendition kOfAvatars[] = {kSmall, kThumb};

std::span<const Rendition> RenditionsOf(std::string_view name) {
  if (IsAvatarName(name)) return kOfAvatars;
  return kOfPhotos;
}

std::string NameIn(std::string_view folder, const ImageRef& ref, Op op) {
  return std::string(folder) + ToBase36(ref.author) + "/" + ToBase36(ref.image) + "-" +
         ToBase36(op);
}

// "...-3" in the name of a further photo, behind the op.
struct Place {
  size_t place = 0, suffix = 0;  // and how long it is, with its "-"
};
Place PlaceIn(std::string_view after_image) {
  const auto dash = after_image.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view digits = after_image.substr(dash + 1);
  size_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  return whole && number > 1 ? Place{number - 1, digits.size() + 1} : Place{};
}

// The file that a browser saves; not named as the person has named it, which would tell others.
std::string FileName(const std::string& object_name, const std::string& type) {
  const auto object = ParseObjectName(object_name);
  std::string id = object ? "-" + ToString(object->ref) : "";
  if (object && object->place > 0) id += "-" + std::to_string(object->place + 1);
  return "fotogal" + id + "." + (type == "jpeg" ? "jpg" : type);
}

oci::Status Put(const Context& context, const std::string& name, const std::string& bytes,
                oci::object_storage::PutOptions options) {
  OCI_RETURN_IF_ERROR(context.services.objects->Put(context.call, name, bytes, options));
  return oci::Ok();
}

oci::Status PutRendition(const Context& context, const std::string& name,
                         const Rendition& rendition, const NewPicture& picture) {
  const std::string& bytes = picture.*rendition.bytes;
  if (picture.blurhash.empty() || bytes.empty()) return oci::Ok();
  return Put(context, name + std::string(rendition.suffix), bytes,
             {.content_type = "image/" + picture.*rendition.type,
              .cache_control = std::string(kObjectCacheControl)});
}

oci::Status PutWhole(const Context& context, const std::string& name, const NewPicture& picture,
                     Written written) {
  const bool all = written == Written::kAll;
  return Put(
      context, name, picture.bytes,
      {.content_type = "image/" + picture.type,
       .cache_control = all ? std::string(kObjectCacheControl) : "private",
       .content_disposition = "attachment; filename=\"" + FileName(name, picture.type) + "\""});
}

}  // namespace

std::string ObjectNameOf(const ImageRef& ref, Op op) { return NameIn(kImagesFolder, ref, op); }
std::string AvatarNameOf(const ImageRef& ref, Op op) { return NameIn(kAvatarsFolder, ref, op); }

std::string NameOfPhoto(const std::string& name, size_t place) {
  return place == 0 ? name : name + "-" + std::to_string(place + 1);
}

std::vector<Image> PhotosOf(const Image& image) {
  std::vector<Image> photos{image};
  photos.front().further.clear();
  for (const FurtherPhoto& further : image.further) {
    Image photo = photos.front();
    photo.place = photos.size();
    photo.object_name = NameOfPhoto(image.object_name, photo.place);
    photo.type = further.type;
    photo.blurhash = further.blurhash;
    photo.alt_text = further.alt_text;
    photo.size = further.size;
    photo.width = further.width;
    photo.height = further.height;
    photo.animated = further.animated;
    photo.has_large = further.has_large;
    photos.push_back(std::move(photo));
  }
  return photos;
}

std::string ObjectNameOf(const Image& image, ImageSize size) {
  const auto with = [&](const Rendition& rendition) {
    return image.object_name + std::string(rendition.suffix);
  };
  if (size == ImageSize::kOriginal || !image.has_renditions()) return image.object_name;
  if (IsAvatarName(image.object_name)) return with(size == ImageSize::kSmall ? kSmall : kThumb);
  if (size == ImageSize::kSmall || size == ImageSize::kThumb) return with(kThumb);
  if (size == ImageSize::kMedium) return with(kMedium);
  if (image.has_large) return with(kLarge);
  const bool small = std::max(image.width, image.height) <= photo::kMediumSide;
  return small ? with(kMedium) : image.object_name;
}

std::optional<ImageObject> ParseObjectName(std::string_view name) {
  if (name.starts_with(kRemovedFolder)) name.remove_prefix(kRemovedFolder.size());
  const std::string_view folder = IsAvatarName(name) ? kAvatarsFolder : kImagesFolder;
  if (!name.starts_with(folder)) return std::nullopt;
  for (const Rendition& rendition : RenditionsOf(name)) {
    if (!name.ends_with(rendition.suffix)) continue;
    name.remove_suffix(rendition.suffix.size());
    break;
  }
  const std::string_view whole = name;
  name.remove_prefix(folder.size());
  const auto slash = name.find('/'), dash = name.find('-');
  if (slash == std::string_view::npos || dash == std::string_view::npos || dash < slash)
    return std::nullopt;
  const auto author = FromBase36(name.substr(0, slash));
  const auto image = FromBase36(name.substr(slash + 1, dash - slash - 1));
  if (!author || !image) return std::nullopt;
  const auto place = PlaceIn(name.substr(dash + 1));
  return ImageObject{
      {*author, *image}, std::string(whole.substr(0, whole.size() - place.suffix)), place.place};
}

Outcome<Unit> PutRenditions(const Context& context, const std::string& name,
                            const NewPicture& picture) {
  OCI_RETURN_IF_ERROR(oci::ForEach(
      RenditionsOf(name), kObjectsInFlight,
      [&](const Rendition& rendition) { return PutRendition(context, name, rendition, picture); }));
  return Unit{};
}

Outcome<Unit> PutOriginal(const Context& context, const std::string& name,
                          const NewPicture& picture, Written written) {
  OCI_RETURN_IF_ERROR(PutWhole(context, name, picture, written));
  return Unit{};
}

Outcome<Unit> PutObjects(const Context& context, const std::string& name,
                         const NewPicture& picture) {
  auto [renditions, original] =
      oci::InParallel([&] { return PutRenditions(context, name, picture); },
                      [&] { return PutOriginal(context, name, picture); });
  OCI_RETURN_IF_ERROR(renditions);
  OCI_RETURN_IF_ERROR(original);
  return Unit{};
}

namespace {

// All that a photo may have, the original last.
std::vector<std::string> AllNamesOf(const std::string& name) {
  std::vector<std::string> names;
  for (const Rendition& rendition : RenditionsOf(name))
    names.push_back(name + std::string(rendition.suffix));
  names.push_back(name);
  return names;
}
// Those of all its photos.
std::vector<std::string> AllNamesOf(const Image& image) {
  std::vector<std::string> names;
  for (size_t place = 0; place <= image.further.size(); ++place)
    std::ranges::move(AllNamesOf(NameOfPhoto(image.object_name, place)),
                      std::back_inserter(names));
  return names;
}

std::string KeptNameOf(const std::string& name) { return std::string(kRemovedFolder) + name; }

// Does something with each of these objects: `work(name)` returns a Result.
template <class Work>
Outcome<Unit> ForEachObject(const std::vector<std::string>& names, Work work) {
  OCI_RETURN_IF_ERROR(
      oci::ForEach(names, kObjectsInFlight, [&](const std::string& object) -> oci::Status {
        OCI_RETURN_IF_ERROR(work(object));
        return oci::Ok();
      }));
  return Unit{};
}

Outcome<Unit> DeleteNamed(const Context& context, const std::vector<std::string>& names) {
  return ForEachObject(names, [&](const std::string& object) {
    return context.services.objects->Delete(context.call, object);
  });
}

}  // namespace

Outcome<Unit> DeleteObjects(const Context& context, const std::string& name) {
  return DeleteNamed(context, AllNamesOf(name));
}

Outcome<Unit> DeleteObjects(const Context& context, const Image& image) {
  return DeleteNamed(context, AllNamesOf(image));
}

Outcome<Unit> KeepObjects(const Context& context, const Image& image) {
  return ForEachObject(AllNamesOf(image), [&](const std::string& object) {
    return context.services.objects->Rename(context.call, object, KeptNameOf(object));
  });
}

Outcome<Unit> DeleteKeptObjects(const Context& context, const Image& image) {
  return ForEachObject(AllNamesOf(image), [&](const std::string& object) {
    return context.services.objects->Delete(context.call, KeptNameOf(object));
  });
}

Outcome<Unit> MoveFormerObjects(const Context& context, const Image& image) {
  const auto present = ParseObjectName(image.object_name);
  if (!present || IsAvatarName(image.object_name)) return Unit{};
  const std::string folder = std::string(kImagesFolder) + ToBase36(image.ref.author) + "/";
  OCI_ASSIGN_OR_RETURN(const auto list, context.services.objects->List(
                                            context.call, folder + ToBase36(image.ref.image) + "-",
                                            "", kObjectsOfOne));
  std::vector<std::string> former;
  for (const auto& object : list.objects) {
    const auto parsed = ParseObjectName(object.name);
    if (parsed && parsed->original != present->original) former.push_back(object.name);
  }
  return ForEachObject(former, [&](const std::string& name) {
    const std::string behind = name.substr(ParseObjectName(name)->original.size());
    return context.services.objects->Rename(context.call, name, present->original + behind);
  });
}

Outcome<std::vector<std::string>> FindObjects(const Context& context, const Image& image) {
  const auto own = AllNamesOf(image);
  std::vector<std::string> names;
  for (const std::string& first : {image.object_name, KeptNameOf(image.object_name)}) {
    OCI_ASSIGN_OR_RETURN(const auto list,
                         context.services.objects->List(context.call, first, "", kObjectsOfOne));
    for (const auto& object : list.objects) {
      std::string_view name = object.name;
      if (name.starts_with(kRemovedFolder)) name.remove_prefix(kRemovedFolder.size());
      // the name of another image may begin with this one's
      if (std::ranges::find(own, name) != own.end()) names.push_back(object.name);
    }
  }
  return names;
}

}  // namespace fotogal
