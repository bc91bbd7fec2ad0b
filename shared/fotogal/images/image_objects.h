// The objects of an image: the original under its own name, the renditions beside it.
#pragma once

#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

inline constexpr std::string_view kImagesFolder = "images/";

// The original's name. The op keeps two images that drew the same id apart.
std::string ObjectNameOf(const ImageRef& ref, Op op);
// What is shown of the image in that size: where there is no large one a medium of as many pixels,
// else the original.
std::string ObjectNameOf(const Image& image, ImageSize size);

// What an object's name tells; nullopt: not one of ours.
struct ImageObject {
  ImageRef ref;
  std::string original;  // the name of the original that it belongs to
};
std::optional<ImageObject> ParseObjectName(std::string_view name);

// Both idempotent, all objects at once.
Outcome<Unit> PutObjects(const Context& context, const std::string& name,
                         const NewPicture& picture);
Outcome<Unit> DeleteObjects(const Context& context, const std::string& name);

}  // namespace fotogal
