#include "fotogal/images/images.h"

#include <algorithm>
#include <array>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/counters/counted.h"
#include "fotogal/images/images_statements.h"
#include "fotogal/images/ref_parts.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

using SizeName = std::pair<ImageSize, std::string_view>;
constexpr std::array<SizeName, 4> kSizesOfPhotos = {{{ImageSize::kThumb, "thumb"},
                                                     {ImageSize::kMedium, "medium"},
                                                     {ImageSize::kLarge, "large"},
                                                     {ImageSize::kOriginal, "original"}}};

// What an image counts after its last change, and what it counted before: it was published, put
// away or brought back, or removed, while it was shown or put away.
Edge EdgeOfImage(const Image& image) {
  const int put_away = image.is_archived() ? 1 : 0;
  const int now = image.removed || image.is_archived() ? 0 : 1;
  return {image.op, image.counted, {now}, {image.removed ? 1 - put_away : put_away}};
}

CounterMove ImagesMove(UserId author, int by) {
  return {.counters = CountersOfUser(author),
          .deltas = {{"image_count", by}},
          .rows = kImagesEdges,
          .variables = {{"$u", author}},
          .edge = &EdgeFrom<Image, &EdgeOfImage>};
}

std::vector<CounterMove> MovesOf(const Image& image) {
  const Edge edge = EdgeOfImage(image);
  return {ImagesMove(image.ref.author, edge.now.front() - edge.before.front())};
}

constexpr Counted<Image> kCountedImages{
    .moves = &MovesOf,
    .taken_away = [](const Image& image) { return image.removed; },
    .key =
        [](const Image& image) {
          return Json{{"$u", image.ref.author}, {"$i", image.ref.image}, {"$op", image.op}};
        },
    .change = kImagesMarkRemoved,
    .changed =
        [](const Image& image) {
          return Json{{"$k", image.kept_until}};
        },
    .mark = kImagesMarkCounted,
    // The row of a removed image stays until its job has removed everything that belongs to it.
    .remove = kImagesMarkCounted};

}  // namespace

void to_json(Json& json, const FurtherPhoto& photo) {
  // Every like writes the row again, so what is usual is left out.
  json = {{"format", photo.type},
          {"width", photo.width},
          {"height", photo.height},
          {"size", photo.size},
          {"blurhash", photo.blurhash}};
  if (!photo.alt_text.empty()) json["alt_text"] = photo.alt_text;
  if (photo.animated) json["animated"] = true;
  if (photo.has_large) json["has_large"] = true;
}

void from_json(const Json& json, FurtherPhoto& photo) {
  photo = {};
  ReadColumn(json, "format", photo.type);
  ReadColumn(json, "width", photo.width);
  ReadColumn(json, "height", photo.height);
  ReadColumn(json, "size", photo.size);
  ReadColumn(json, "blurhash", photo.blurhash);
  ReadColumn(json, "alt_text", photo.alt_text);
  ReadColumn(json, "animated", photo.animated);
  ReadColumn(json, "has_large", photo.has_large);
}

std::string_view NameOf(ImageSize size) {
  const auto* const found = std::ranges::find(kSizesOfPhotos, size, &SizeName::first);
  return found == kSizesOfPhotos.end() ? "" : found->second;
}

std::optional<ImageSize> ImageSizeNamed(std::string_view name) {
  const auto* const found = std::ranges::find(kSizesOfPhotos, name, &SizeName::second);
  return found == kSizesOfPhotos.end() ? std::nullopt : std::optional(found->first);
}

Json EnumeratedType(const std::string& type) {
  const bool is_old = type == "png" || type == "jpeg" || type == "gif";
  return is_old ? Json(type) : Json();
}

Outcome<std::optional<Image>> FindImageRow(const Context& context, const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(auto image, context.Find<Image>(KeyOfImage(ref)));
  return image;
}

Outcome<std::optional<Image>> FindImage(const Context& context, const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(auto image, FindImageRow(context, ref));
  if (image && image->removed) image.reset();
  return image;
}

Outcome<std::map<ImageRef, Image>> ShownImages(const Context& context,
                                               const std::vector<ImageRef>& refs) {
  std::map<ImageRef, Image> images;
  if (refs.empty()) return images;
  const auto [authors, ids] = PartsOf(refs);
  OCI_ASSIGN_OR_RETURN(auto rows,
                       context.Select<Image>(kImagesShown, {{"$u", authors}, {"$i", ids}}));
  for (Image& image : rows) images.emplace(image.ref, std::move(image));
  return images;
}

Outcome<std::set<ImageRef>> ImagesAmong(const Context& context, const std::vector<ImageRef>& refs) {
  std::set<ImageRef> there;
  if (refs.empty()) return there;
  const auto [authors, ids] = PartsOf(refs);
  OCI_ASSIGN_OR_RETURN(
      const auto images,
      context.Select<Image>(kImagesAmong, {{"$u", authors}, {"$i", ids}}, Absolute()));
  for (const Image& image : images) there.insert(image.ref);
  return there;
}

Outcome<Unit> DescribeImage(const Context& context, const ImageRef& ref,
                            const std::optional<Caption>& caption,
                            const std::optional<std::string>& alt_text) {
  if (!caption && !alt_text) return Unit{};
  Json variables{{"$u", ref.author}, {"$i", ref.image}};
  if (caption) variables["$caption"] = caption->text;
  if (caption) variables["$m"] = caption->mentions;
  if (alt_text) variables["$alt"] = *alt_text;
  const Statement& statement = !alt_text  ? kImagesSetCaption
                               : !caption ? kImagesSetAltText
                                          : kImagesSetTexts;
  OCI_RETURN_IF_ERROR(context.Execute(statement, variables, Repeated::kSame));
  return Unit{};
}

std::optional<text::Refusal> RefusalOf(const std::vector<std::string>& alt_texts) {
  size_t bytes = 0;
  for (const auto& text : alt_texts) bytes += text.size();
  if (bytes <= kMostAltTextBytes) return std::nullopt;
  return text::Refusal{"too_long", "at most 8,000 bytes for all photos together"};
}

Outcome<Unit> DescribePhotos(const Context& context, const Image& image) {
  OCI_RETURN_IF_ERROR(context.Execute(kImagesSetPhotoTexts,
                                      {{"$u", image.ref.author},
                                       {"$i", image.ref.image},
                                       {"$alt", image.alt_text},
                                       {"$photos", image.further}},
                                      Repeated::kSame));
  return Unit{};
}

Outcome<int> RecountImages(const Context& context, UserId user) {
  return CountAgain(context, ImagesMove(user, 0));
}

Outcome<Unit> CountImage(const Context& context, const Image& image) {
  if (!image.is_avatar) OCI_RETURN_IF_ERROR(Count(context, MovesOf(image).front(), image.op));
  return MarkOrDelete(context, kCountedImages, image);
}

Outcome<Unit> MarkImageRemoved(const Context& context, const Image& image, Op op) {
  Image removed = image;
  removed.removed = true;
  removed.op = op;
  OCI_RETURN_IF_ERROR(Write(context, kCountedImages, removed, image.op));
  return Unit{};
}

Outcome<SeenImage> SeeImage(const Context& context, UserId viewer, const std::string& id) {
  const auto ref = ParseImageRef(id);
  if (!ref) return NotFound();
  auto [image, author, relation] = oci::InParallel(
      [&] { return FindImage(context, *ref); }, [&] { return FindShownUser(context, ref->author); },
      [&] { return FindRelation(context, viewer, ref->author); });
  OCI_RETURN_IF_ERROR(image);
  OCI_RETURN_IF_ERROR(author);
  OCI_RETURN_IF_ERROR(relation);
  if (!*image || !*author) return NotFound();
  if ((*image)->is_archived() && !relation->self) return NotFound();
  const Sight sight = SightOf(*relation, (*author)->is_private);
  const bool seen = sight == Sight::kAll || ((*image)->is_avatar && sight == Sight::kNameOnly);
  if (!seen) return NotFound();
  return SeenImage{std::move(**image), std::move(**author), *relation};
}

Outcome<std::vector<Image>> ImagesOf(const Context& context, UserId author, ImageId before,
                                     int limit) {
  OCI_ASSIGN_OR_RETURN(
      auto images,
      context.Select<Image>(
          kImagesOfAuthor,
          {{"$u", author}, {"$c", before == 0 ? ImageId(kNewestId) : before}, {"$n", limit}}));
  return images;
}

}  // namespace fotogal
