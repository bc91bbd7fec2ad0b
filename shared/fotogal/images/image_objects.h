// The objects of an image: the original, and the renditions with their suffixes.
#pragma once

#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

inline constexpr std::string_view kImagesFolder = "images/", kAvatarsFolder = "avatars/";

// The original's name. It contains the op, so that two images with the same id have different
// names.
std::string ObjectNameOf(const ImageRef& ref, Op op);
// The object for that size. Without a large rendition it is the medium, if that has as many pixels,
// else the original.
std::string ObjectNameOf(const Image& image, ImageSize size);

// What the name of an object says; nullopt: it is not an object of an image.
struct ImageObject {
  ImageRef ref;
  std::string original;  // the name of the original that it belongs to
};
std::optional<ImageObject> ParseObjectName(std::string_view name);

// Both are idempotent and send all requests at the same time.
Outcome<Unit> PutObjects(const Context& context, const std::string& name,
                         const NewPicture& picture);
Outcome<Unit> DeleteObjects(const Context& context, const std::string& name);

}  // namespace fotogal
