#include "fotogal/images/images.h"

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/counted.h"
#include "fotogal/images/images_statements.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

oci::nosql::Key KeyOf(const ImageRef& ref) { return {{"user_id", ref.author}, {"id", ref.image}}; }

Edge EdgeOfImage(const Json& row) {
  const int stays = row.at("removed") == true ? 0 : 1;
  return {row.at("op").get<Id>(), row.at("counted") == true, {stays}, {1 - stays}};
}

Counting ImagesCounting(Id author, int by) {
  return {
      CountersOfUser(author), {{"image_count", by}}, kImagesEdges, {{"$u", author}}, &EdgeOfImage};
}

// The row of a removed image stays until its job has removed what belongs to it.
constexpr AtRest kImagesAtRest{kImagesMarkCounted, kImagesMarkCounted};

}  // namespace

Json EnumeratedType(const std::string& type) {
  const bool is_old = type == "png" || type == "jpeg" || type == "gif";
  return is_old ? Json(type) : Json();
}

Image ImageFromRow(const Json& row) {
  Image image;
  image.ref = {row.at("user_id").get<Id>(), row.at("id").get<Id>()};
  image.type = TextOf(row, "image_format");
  if (image.type.empty()) image.type = TextOf(row, "image_type");  // from before that column
  image.caption = TextOf(row, "main_comment");
  image.alt_text = TextOf(row, "alt_text");
  image.blurhash = TextOf(row, "blurhash");
  image.object_name = TextOf(row, "image_filename");
  image.created_ts = NumberOf<std::int64_t>(row, "created_ts");
  image.size = NumberOf<std::int64_t>(row, "size");
  image.width = NumberOf<int>(row, "width");
  image.height = NumberOf<int>(row, "height");
  image.like_count = NumberOf<int>(row, "like_count");
  image.dislike_count = NumberOf<int>(row, "dislike_count");
  image.comment_count = NumberOf<int>(row, "comment_count");
  image.op = NumberOf<Id>(row, "op");
  image.counted = FlagOf(row, "counted");
  image.is_avatar = FlagOf(row, "is_profile");
  image.removed = FlagOf(row, "removed");
  image.animated = FlagOf(row, "animated");
  image.has_large = FlagOf(row, "has_large");
  return image;
}

Outcome<std::optional<Image>> FindImageRow(const Context& context, const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(const auto row,
                       context.Get(schema::kImages, KeyOf(ref), Consistency::kAbsolute));
  if (!row) return std::optional<Image>();
  return std::optional<Image>(ImageFromRow(row->value));
}

Outcome<std::optional<Image>> FindImage(const Context& context, const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(auto image, FindImageRow(context, ref));
  if (image && image->removed) image.reset();
  return image;
}

Outcome<Unit> DescribeImage(const Context& context, const ImageRef& ref,
                            const std::optional<std::string>& caption,
                            const std::optional<std::string>& alt_text) {
  if (!caption && !alt_text) return Unit{};
  Json variables{{"$u", ref.author}, {"$i", ref.image}};
  if (caption) variables["$caption"] = *caption;
  if (alt_text) variables["$alt"] = *alt_text;
  const Statement& statement = !alt_text  ? kImagesSetCaption
                               : !caption ? kImagesSetAltText
                                          : kImagesSetTexts;
  OCI_RETURN_IF_ERROR(context.Execute(statement, variables, Repeated::kSame));
  return Unit{};
}

Outcome<int> RecountImages(const Context& context, Id user) {
  return CountAgain(context, ImagesCounting(user, 0));
}

Outcome<Unit> CountImage(const Context& context, const Image& image) {
  const auto counting = ImagesCounting(image.ref.author, image.removed ? -1 : 1);
  if (!image.is_avatar) OCI_RETURN_IF_ERROR(Count(context, counting, image.op));
  return Rest(context, kImagesAtRest, Settled::kStays,
              {{"$u", image.ref.author}, {"$i", image.ref.image}, {"$op", image.op}});
}

Outcome<SeenImage> SeeImage(const Context& context, Id viewer, const std::string& id) {
  const auto ref = ParseImageRef(id);
  if (!ref) return NotFound();
  auto [image, author, relation] = oci::InParallel(
      [&] { return FindImage(context, *ref); }, [&] { return FindUser(context, ref->author); },
      [&] { return FindRelation(context, viewer, ref->author); });
  OCI_RETURN_IF_ERROR(image);
  OCI_RETURN_IF_ERROR(author);
  OCI_RETURN_IF_ERROR(relation);
  if (!*image || !*author) return NotFound();
  const Sight sight = SightOf(*relation, (*author)->is_private);
  const bool seen = sight == Sight::kAll || ((*image)->is_avatar && sight == Sight::kNameOnly);
  if (!seen) return NotFound();
  return SeenImage{std::move(**image), std::move(**author), *relation};
}

Outcome<std::vector<Image>> ImagesOf(const Context& context, Id author, Id before, int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kImagesOfAuthor,
                       {{"$u", author}, {"$c", before == 0 ? kNewestId : before}, {"$n", limit}}));
  std::vector<Image> images;
  for (const auto& row : rows) images.push_back(ImageFromRow(row));
  return images;
}

}  // namespace fotogal
