// Images: rows, who may see them, and what is stored of them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/people/people.h"
#include "fotogal/people/user.h"
#include "fotogal/people/visibility.h"

namespace fotogal {

// As what an image is shown.
enum class ImageSize { kThumb, kMedium, kLarge, kOriginal };

struct Image {
  ImageRef ref;
  std::string type;  // "png", "jpeg", "gif", "webp"
  std::string caption, alt_text, blurhash, object_name;
  std::int64_t created_ts = 0;
  std::int64_t size = 0;  // bytes of the original
  int width = 0, height = 0, like_count = 0, dislike_count = 0, comment_count = 0;
  Id op = 0;
  bool counted = false;
  bool is_avatar = false;  // shown to everyone, never in feed or grid
  bool removed = false;    // being taken away: it does not exist any more
  bool animated = false;
  bool has_large = false;  // neither small images nor those from before there was one have it

  // Renditions and the BlurHash are made together. Images that came before either have none.
  bool has_renditions() const { return !blurhash.empty(); }
};

Image ImageFromRow(const nlohmann::json& row);
// What the column image_type holds of a type: it is an ENUM from when there were three; null for
// what is none of them. The column image_format has it whichever it is.
nlohmann::json EnumeratedType(const std::string& type);
Outcome<std::optional<Image>> FindImage(const Context& context,
                                        const ImageRef& ref);  // ABSOLUTE; not a removed one
// Removed ones too.
Outcome<std::optional<Image>> FindImageRow(const Context& context,
                                           const ImageRef& ref);  // ABSOLUTE

// An image that the viewer may see, or 404. ABSOLUTE; two round trips one after the other at most.
struct SeenImage {
  Image image;
  User author;
  Relation relation;
};
Outcome<SeenImage> SeeImage(const Context& context, Id viewer, const std::string& id);

// What is stored of a picture (picture.h makes it).
struct NewPicture {
  std::string bytes, type;
  int width = 0, height = 0;
  bool animated = false;
  std::string thumb, medium, rendition_type, blurhash;  // empty: no renditions
  std::string large;                                    // empty: none
};

struct NewImage {
  NewPicture picture;
  std::string caption, alt_text, original_filename;
  std::string idempotency_key;  // empty: none
  bool is_avatar = false;
};

// Changes what is given.
Outcome<Unit> DescribeImage(const Context& context, const ImageRef& ref,
                            const std::optional<std::string>& caption,
                            const std::optional<std::string>& alt_text);

// Counts what an image's row says, once; avatars are not counted. Idempotent.
Outcome<Unit> CountImage(const Context& context, const Image& image);

// One person's images, newest first; `before` 0: from the newest. Avatars are not among them.
Outcome<std::vector<Image>> ImagesOf(const Context& context, Id author, Id before, int limit);

}  // namespace fotogal
