// The objects of an image: the original, and the renditions with their suffixes. Those of a photo
// are "images/<author>/<image>-<op>" with ".thumb", ".medium" and ".large"; those of an avatar
// "avatars/<author>/<image>-<op>" with ".small" and ".thumb", so that whoever may read a folder of
// avatars may read no photo. Avatars from older releases are stored like photos. The original of
// the second photo of a post has the first's name with "-2", and so on.
#pragma once

#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/images/images.h"

namespace fotogal {

inline constexpr std::string_view kImagesFolder = "images/", kAvatarsFolder = "avatars/";
// Objects of images that a moderator has removed and that are kept for appeals: out of the folders
// whose pre-authenticated requests others have. The name of before stands after it.
inline constexpr std::string_view kRemovedFolder = "removed/";

// Browsers may keep an object for a day without asking again: it is never written with other bytes
// under the same name. "private": shared caches must not.
inline constexpr std::string_view kObjectCacheControl = "private, max-age=86400, immutable";

// The original's name. It contains the op, so that two images with the same id have different
// names.
std::string ObjectNameOf(const ImageRef& ref, Op op);
std::string AvatarNameOf(const ImageRef& ref, Op op);
// Of the photo in that place, from 0; of the first it is `name`.
std::string NameOfPhoto(const std::string& name, size_t place);
// Each photo of a post as an image that has no other: the post's columns, the photo's own
// description and the name of its objects. One where there is one.
std::vector<Image> PhotosOf(const Image& image);
inline bool IsAvatarName(std::string_view name) { return name.starts_with(kAvatarsFolder); }
// The object for that size. A photo without a large rendition has instead the medium, if that has
// as many pixels, else the original; without a small one the thumb. For an avatar the thumb stands
// in for everything larger but the original.
std::string ObjectNameOf(const Image& image, ImageSize size);

// What the name of an object says; nullopt: it is not an object of an image. The
// original of one in kRemovedFolder is as it was before.
struct ImageObject {
  ImageRef ref;
  std::string original;  // the name of the original that it belongs to, of a post's first photo
  size_t place = 0;      // of the photo in the post
};
std::optional<ImageObject> ParseObjectName(std::string_view name);

// All are idempotent and send their requests at the same time. The name of the original says
// whether it is an avatar.
Outcome<Unit> PutObjects(const Context& context, const std::string& name,
                         const NewPicture& picture);
// The same in two parts. An original that is put before everything else is done does not get
// kObjectCacheControl yet, which says that all was written as this release does it.
enum class Written { kAll, kNotAllYet };
Outcome<Unit> PutRenditions(const Context& context, const std::string& name,
                            const NewPicture& picture);
Outcome<Unit> PutOriginal(const Context& context, const std::string& name,
                          const NewPicture& picture, Written written = Written::kAll);
Outcome<Unit> DeleteObjects(const Context& context, const std::string& name);
// Of all photos of an image.
Outcome<Unit> DeleteObjects(const Context& context, const Image& image);
// Moves them into kRemovedFolder, from where DeleteKeptObjects deletes them.
Outcome<Unit> KeepObjects(const Context& context, const Image& image);
Outcome<Unit> DeleteKeptObjects(const Context& context, const Image& image);
// Gives objects that still have a former name of this photo or post its present one, so that no
// address of before works any more.
Outcome<Unit> MoveFormerObjects(const Context& context, const Image& image);
// The names of those that are there, in either folder.
Outcome<std::vector<std::string>> FindObjects(const Context& context, const Image& image);

}  // namespace fotogal
