#include "fotogal/images/image_objects.h"

#include <algorithm>

#include "oci/parallel.h"
#include "photo/photo.h"

namespace fotogal {
namespace {

constexpr std::string_view kThumb = ".thumb", kMedium = ".medium", kLarge = ".large";

oci::Status Put(const Context& context, const std::string& name, const std::string& bytes,
                const std::string& type) {
  oci::object_storage::PutOptions options;
  options.content_type = "image/" + type;
  options.cache_control = "private";
  OCI_RETURN_IF_ERROR(context.services.objects->Put(context.call, name, bytes, options));
  return oci::Ok();
}

}  // namespace

std::string ObjectNameOf(const ImageRef& ref, Op op) {
  return std::string(kImagesFolder) + ToBase36(ref.author) + "/" + ToBase36(ref.image) + "-" +
         ToBase36(op);
}

std::string ObjectNameOf(const Image& image, ImageSize size) {
  const auto with = [&](std::string_view suffix) {
    return image.object_name + std::string(suffix);
  };
  if (size == ImageSize::kOriginal || !image.has_renditions()) return image.object_name;
  if (size == ImageSize::kThumb) return with(kThumb);
  if (size == ImageSize::kMedium) return with(kMedium);
  if (image.has_large) return with(kLarge);
  const bool small = std::max(image.width, image.height) <= photo::kMediumSide;
  return small ? with(kMedium) : image.object_name;
}

std::optional<ImageObject> ParseObjectName(std::string_view name) {
  if (!name.starts_with(kImagesFolder)) return std::nullopt;
  for (const auto suffix : {kThumb, kMedium, kLarge}) {
    if (!name.ends_with(suffix)) continue;
    name.remove_suffix(suffix.size());
    break;
  }
  const std::string original(name);
  name.remove_prefix(kImagesFolder.size());
  const auto slash = name.find('/'), dash = name.find('-');
  if (slash == std::string_view::npos || dash == std::string_view::npos || dash < slash)
    return std::nullopt;
  const auto author = FromBase36(name.substr(0, slash));
  const auto image = FromBase36(name.substr(slash + 1, dash - slash - 1));
  if (!author || !image) return std::nullopt;
  return ImageObject{{*author, *image}, original};
}

Outcome<Unit> PutObjects(const Context& context, const std::string& name,
                         const NewPicture& picture) {
  const auto put = [&](std::string_view suffix, const std::string& bytes, const std::string& type) {
    return Put(context, name + std::string(suffix), bytes, type);
  };
  if (picture.blurhash.empty()) {
    OCI_RETURN_IF_ERROR(put("", picture.bytes, picture.type));
    return Unit{};
  }
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      [&] { return put(kThumb, picture.thumb, picture.rendition_type); },
      [&] { return put(kMedium, picture.medium, picture.rendition_type); },
      [&] {
        return picture.large.empty() ? oci::Ok()
                                     : put(kLarge, picture.large, picture.rendition_type);
      },
      [&] { return put("", picture.bytes, picture.type); }));
  return Unit{};
}

Outcome<Unit> DeleteObjects(const Context& context, const std::string& name) {
  const auto remove = [&](std::string_view suffix) -> oci::Status {
    OCI_RETURN_IF_ERROR(context.services.objects->Delete(context.call, name + std::string(suffix)));
    return oci::Ok();
  };
  OCI_RETURN_IF_ERROR(
      oci::AllInParallel([&] { return remove(kThumb); }, [&] { return remove(kMedium); },
                         [&] { return remove(kLarge); }, [&] { return remove(""); }));
  return Unit{};
}

}  // namespace fotogal
