#include "fotogal/images/picture.h"

#include "photo/photo.h"

namespace fotogal {
namespace {

Problem ToProblem(photo::Refusal refusal) {
  switch (refusal) {
    case photo::Refusal::kUnsupported:
      return {415, "unsupported_image", "Only JPEG, PNG, GIF and WebP images are taken."};
    case photo::Refusal::kTooLarge:
      return {422, "image_too_large",
              "Decoding the image takes too much memory, or a side is over 30,000 pixels."};
    case photo::Refusal::kCancelled:
      return TryAgain("There was no time to look at the image. Try again.");
    default:
      return {422, "bad_image", "The image is damaged or incomplete."};
  }
}

}  // namespace

Outcome<NewPicture> ReadPicture(std::string_view bytes, const photo::Cancelled& cancelled) {
  auto made = photo::Make(bytes, cancelled);
  if (!made.ok()) return ToProblem(made.error());
  NewPicture picture;
  picture.bytes = std::move(made->original);
  picture.type = photo::NameOf(made->format);
  picture.width = made->width;
  picture.height = made->height;
  picture.small = std::move(made->small);
  picture.thumb = std::move(made->thumb);
  picture.medium = std::move(made->medium);
  picture.large = std::move(made->large);
  picture.animated = made->animated;
  picture.rendition_type = photo::NameOf(made->rendition_format);
  picture.square_type = photo::NameOf(made->square_format);
  picture.blurhash = std::move(made->blurhash);
  return picture;
}

}  // namespace fotogal
