// Images: their rows, who may see them, and what is stored for them.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/text.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/people/people.h"
#include "fotogal/people/user.h"
#include "fotogal/people/visibility.h"

namespace fotogal {

// The sizes in which an image is shown. kSmall: of avatars.
enum class ImageSize { kSmall, kThumb, kMedium, kLarge, kOriginal };

// "thumb" and so on, as the API names those of photos.
std::string_view NameOf(ImageSize size);
// nullopt: no photo is shown in a size of that name.
std::optional<ImageSize> ImageSizeNamed(std::string_view name);

// A photo of a post after its first one: the column `photos` is a list of these. Its objects have
// names of their own (image_objects.h).
struct FurtherPhoto {
  std::string type, blurhash, alt_text;
  std::int64_t size = 0;  // bytes of the original
  int width = 0, height = 0;
  bool animated = false, has_large = false;
};
void to_json(nlohmann::json& json, const FurtherPhoto& photo);
void from_json(const nlohmann::json& json, FurtherPhoto& photo);

// The newest comment that begins a thread, for the feed: the column `latest_comment`
// (social/latest_comment.h).
struct LatestComment {
  CommentId id = 0;    // 0: there was none
  UserId user_id = 0;  // kNobody: it is gone (rows from before 2026-12)
  std::string text;    // its beginning
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(LatestComment, id, user_id, text)
};

// A post: its first photo in columns of its own, the others in `further`.
struct Image {
  static constexpr auto kTable = schema::kImages;

  ImageRef ref;
  std::string type;  // "png", "jpeg", "gif", "webp"
  std::string caption, alt_text, blurhash, object_name;
  std::int64_t created_ts = 0;
  std::int64_t size = 0;  // bytes of the original
  // Of one that a moderator has removed: until when (ms) its objects are kept for an appeal.
  std::int64_t kept_until = 0;
  std::vector<UserId> mentions{};  // as text::MentionedIn(caption); kNobody: no such person
  std::int64_t archived_ts = 0;    // since when (ms) only its author sees it; 0: it is shown
  LatestComment latest_comment{};
  int width = 0, height = 0, like_count = 0, dislike_count = 0, comment_count = 0;
  Op op = 0;
  bool counted = false;
  bool is_avatar = false;  // visible for everybody, and in no feed or grid
  bool removed = false;    // being removed: it does not exist for anybody
  bool animated = false;
  bool has_large = false;  // false for small images and for those from releases without this size
  std::vector<FurtherPhoto> further;
  size_t place = 0;  // no column: which photo of the post this is, of those that PhotosOf returns

  bool is_archived() const { return archived_ts != 0; }
  // Renditions and BlurHash are made together; images from older releases have neither.
  bool has_renditions() const { return !blurhash.empty(); }

  static constexpr auto Columns() {
    return std::tuple(
        Column("user_id", &Image::ref, &ImageRef::author),
        Column("id", &Image::ref, &ImageRef::image), Column("image_format", &Image::type),
        Column("main_comment", &Image::caption), Column("alt_text", &Image::alt_text),
        Column("blurhash", &Image::blurhash), Column("image_filename", &Image::object_name),
        Column("created_ts", &Image::created_ts), Column("size", &Image::size),
        Column("width", &Image::width), Column("height", &Image::height),
        Column("like_count", &Image::like_count), Column("dislike_count", &Image::dislike_count),
        Column("comment_count", &Image::comment_count), Column("op", &Image::op),
        Column("counted", &Image::counted), Column("is_profile", &Image::is_avatar),
        Column("removed", &Image::removed), Column("animated", &Image::animated),
        Column("has_large", &Image::has_large), Column("kept_until", &Image::kept_until),
        Column("photos", &Image::further), Column("archived_ts", &Image::archived_ts),
        Column("mentions", &Image::mentions), Column("latest_comment", &Image::latest_comment));
  }
  void Complete(const nlohmann::json& columns) {
    if (type.empty()) type = TextOf(columns, "image_type");  // from before image_format
  }
};
inline oci::nosql::Key KeyOfImage(const ImageRef& ref) {
  return {{"user_id", ref.author}, {"id", ref.image}};
}

// The value for the column image_type, an ENUM of the first three types; null for others. The
// column image_format has every type.
nlohmann::json EnumeratedType(const std::string& type);
Outcome<std::optional<Image>> FindImage(const Context& context,
                                        const ImageRef& ref);  // ABSOLUTE; not a removed one
// Also returns removed ones.
Outcome<std::optional<Image>> FindImageRow(const Context& context,
                                           const ImageRef& ref);  // ABSOLUTE

// An image if the viewer may see it, else 404. ABSOLUTE; at most two round trips.
struct SeenImage {
  Image image;
  User author;
  Relation relation;
};
Outcome<SeenImage> SeeImage(const Context& context, UserId viewer, const std::string& id);

inline constexpr size_t kMostPhotos = 10;  // of a post
// Of the descriptions of all photos of a post together: the row is read with every page that shows
// it, and its size is what that costs.
inline constexpr size_t kMostAltTextBytes = 8000;
// Why these are not taken; nullopt: they are.
std::optional<text::Refusal> RefusalOf(const std::vector<std::string>& alt_texts);

// What is stored for a picture (made by picture.h).
struct NewPicture {
  std::string bytes, type;
  int width = 0, height = 0;
  bool animated = false;
  std::string thumb, medium, rendition_type, blurhash;  // empty: no renditions
  std::string large;                                    // empty: none
  std::string small;                                    // stored for avatars
  std::string square_type;                              // of thumb and small
};

struct NewImage {
  NewPicture picture;
  std::vector<FurtherPhoto> further;  // whose objects are stored already
  std::string caption, alt_text, original_filename;
  std::string idempotency_key;  // empty: none
  bool is_avatar = false;
};

// Those of these that have a row, removed ones too. ABSOLUTE.
Outcome<std::set<ImageRef>> ImagesAmong(const Context& context, const std::vector<ImageRef>& refs);
// Those of these that are there and that their author has not put away. EVENTUAL.
Outcome<std::map<ImageRef, Image>> ShownImages(const Context& context,
                                               const std::vector<ImageRef>& refs);

struct Caption {
  std::string text;
  std::vector<UserId> mentions{};
};
// Changes the texts that are given, and nothing that follows from them (social/captions.h).
Outcome<Unit> DescribeImage(const Context& context, const ImageRef& ref,
                            const std::optional<Caption>& caption,
                            const std::optional<std::string>& alt_text);
// Writes the descriptions of all photos of a post, as `image` has them.
Outcome<Unit> DescribePhotos(const Context& context, const Image& image);

// Counts an image once; avatars are not counted. Idempotent.
Outcome<Unit> CountImage(const Context& context, const Image& image);

// Takes a counted image away, uncounted; nothing where it has changed since it was read. The
// image's kept_until is written, too.
Outcome<Unit> MarkImageRemoved(const Context& context, const Image& image, Op op);

// A person's images without avatars, newest first; `before` 0: from the newest.
Outcome<std::vector<Image>> ImagesOf(const Context& context, UserId author, ImageId before,
                                     int limit);

}  // namespace fotogal
