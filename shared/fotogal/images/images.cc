#include "fotogal/images/images.h"

#include "common/rfc3339.h"
#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/counters.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

oci::nosql::Key KeyOf(const ImageRef& ref) { return {{"user_id", ref.author}, {"id", ref.image}}; }

Outcome<std::vector<Edge>> ImageEdges(Services& services, oci::Call& call, Id author) {
  static const std::string kStatement = "DECLARE $u LONG; SELECT i.op, i.counted, i.removed FROM " +
                                        std::string(schema::kImages) +
                                        " i WHERE i.user_id = $u AND i.is_profile = false";
  oci::nosql::QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       services.nosql->QueryAll(call, kStatement, {{"$u", author}}, options));
  std::vector<Edge> edges;
  for (const auto& row : rows) {
    const int stays = row.at("removed") == true ? 0 : 1;
    edges.push_back({row.at("op").get<Id>(), row.at("counted") == true, {stays}, {1 - stays}});
  }
  return edges;
}

Outcome<Unit> MoveCounter(Services& services, oci::Call& call, const Image& image) {
  const CounterRow counters = CountersOfUser(image.ref.author);
  if (TooOldToMove(call.Now(), image.op)) {
    return Recount(services, call, counters, {"image_count"},
                   [&] { return ImageEdges(services, call, image.ref.author); });
  }
  return Move(services, call, counters, {{"image_count", image.removed ? -1 : 1}}, image.op);
}

Outcome<Unit> MarkCounted(Services& services, oci::Call& call, const Image& image) {
  static const std::string kStatement =
      "DECLARE $u LONG; $i LONG; $op LONG; UPDATE " + std::string(schema::kImages) +
      " i SET i.counted = true WHERE i.user_id = $u AND i.id = $i AND i.op = $op";
  OCI_RETURN_IF_ERROR(services.nosql->Execute(
      call, kStatement, {{"$u", image.ref.author}, {"$i", image.ref.image}, {"$op", image.op}},
      true));
  return Unit{};
}

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

Outcome<std::optional<Image>> FindImageRow(Services& services, oci::Call& call,
                                           const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(const auto row, services.nosql->Get(call, schema::kImages, KeyOf(ref),
                                                           Consistency::kAbsolute));
  if (!row) return std::optional<Image>();
  return std::optional<Image>(ImageFromRow(row->value));
}

Outcome<std::optional<Image>> FindImage(Services& services, oci::Call& call, const ImageRef& ref) {
  OCI_ASSIGN_OR_RETURN(auto image, FindImageRow(services, call, ref));
  if (image && image->removed) image.reset();
  return image;
}

Outcome<Unit> DescribeImage(Services& services, oci::Call& call, const ImageRef& ref,
                            const std::optional<std::string>& caption,
                            const std::optional<std::string>& alt_text) {
  if (!caption && !alt_text) return Unit{};
  std::string declared = "DECLARE $u LONG; $i LONG; ", sets;
  Json variables{{"$u", ref.author}, {"$i", ref.image}};
  const auto set = [&](const char* variable, const char* column,
                       const std::optional<std::string>& text) {
    if (!text) return;
    declared += std::string(variable) + " STRING; ";
    sets += std::string(sets.empty() ? "SET i." : ", SET i.") + column + " = " + variable;
    variables[variable] = *text;
  };
  set("$caption", "main_comment", caption);
  set("$alt", "alt_text", alt_text);
  const std::string statement = declared + "UPDATE " + std::string(schema::kImages) + " i " + sets +
                                " WHERE i.user_id = $u AND i.id = $i";
  OCI_RETURN_IF_ERROR(services.nosql->Execute(call, statement, variables, true));
  return Unit{};
}

Outcome<int> RecountImages(Services& services, oci::Call& call, Id user) {
  return Correct(services, call, CountersOfUser(user), {"image_count"},
                 [&] { return ImageEdges(services, call, user); });
}

Outcome<Unit> CountImage(Services& services, oci::Call& call, const Image& image) {
  if (!image.is_avatar) OCI_RETURN_IF_ERROR(MoveCounter(services, call, image));
  return MarkCounted(services, call, image);
}

Outcome<SeenImage> SeeImage(Services& services, oci::Call& call, Id viewer, const std::string& id) {
  const auto ref = ParseImageRef(id);
  if (!ref) return NotFound();
  auto [image, author, relation] =
      oci::InParallel([&] { return FindImage(services, call, *ref); },
                      [&] { return FindUser(services, call, ref->author); },
                      [&] { return FindRelation(services, call, viewer, ref->author); });
  OCI_RETURN_IF_ERROR(image);
  OCI_RETURN_IF_ERROR(author);
  OCI_RETURN_IF_ERROR(relation);
  if (!*image || !*author) return NotFound();
  const Sight sight = SightOf(*relation, (*author)->is_private);
  const bool seen = sight == Sight::kAll || ((*image)->is_avatar && sight == Sight::kNameOnly);
  if (!seen) return NotFound();
  return SeenImage{std::move(**image), std::move(**author), *relation};
}

std::string ContentType(const Image& image) { return "image/" + image.type; }

Json ToJson(const Image& image, const Summary& author, const std::string& my_reaction) {
  const std::string id = ToString(image.ref);
  const std::string content = "/v1/images/" + id + "/content?size=";
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"id", id},
          {"author", AuthorJson(author)},
          {"caption", image.caption},
          {"alt_text", image.alt_text},
          {"content_type", ContentType(image)},
          {"width", image.width},
          {"height", image.height},
          {"animated", image.animated},
          {"created_at", common::Rfc3339(FromMillis(image.created_ts))},
          {"like_count", image.like_count},
          {"dislike_count", image.dislike_count},
          {"my_reaction", or_null(my_reaction)},
          {"comment_count", image.comment_count},
          {"blurhash", or_null(image.blurhash)},
          {"urls",
           {{"thumb", content + "thumb"},
            {"medium", content + "medium"},
            {"large", content + "large"},
            {"original", content + "original"}}}};
}

Outcome<std::vector<Image>> ImagesOf(Services& services, oci::Call& call, Id author, Id before,
                                     int limit) {
  static const std::string kStatement =
      "DECLARE $u LONG; $c LONG; $n INTEGER; SELECT * FROM " + std::string(schema::kImages) +
      " i WHERE i.user_id = $u AND i.id < $c AND i.is_profile = false AND "
      "i.removed = false ORDER BY i.id DESC LIMIT $n";
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      services.nosql->QueryAll(
          call, kStatement,
          {{"$u", author}, {"$c", before == 0 ? kNewestId : before}, {"$n", limit}}));
  std::vector<Image> images;
  for (const auto& row : rows) images.push_back(ImageFromRow(row));
  return images;
}

}  // namespace fotogal
