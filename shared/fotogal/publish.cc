#include <nlohmann/json.hpp>

#include "fotogal/counters.h"
#include "fotogal/delivery.h"
#include "fotogal/feed.h"
#include "fotogal/images.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;
using oci::nosql::PutOptions;

PutOptions IfAbsent(int ttl_days = 0) {
  PutOptions options;
  options.when = PutOptions::When::kIfAbsent;
  options.ttl_days = ttl_days;
  return options;
}

// What a publication is known by: fixed before anything is stored, the same for every retry.
struct Identity {
  Id image = 0;
  Id op = 0;
};

// With a key, the identity that the first call with it chose; 422 when that call sent another
// image.
Outcome<Identity> IdentityFor(Services& services, oci::Call& call, Id author,
                              const NewImage& image) {
  const auto now = call.Now();
  Identity identity{NewId(now, services.random), NewOp(now, services.random)};
  if (image.idempotency_key.empty()) return identity;
  const std::string key = Sha256Base64Url(image.idempotency_key);
  const std::string body_hash =
      Sha256Base64Url(image.bytes + '\0' + image.caption + '\0' + image.alt_text);
  OCI_ASSIGN_OR_RETURN(const auto put, services.nosql->Put(call, schema::kIdempotency,
                                                           {{"user_id", author},
                                                            {"key", key},
                                                            {"result_id", identity.image},
                                                            {"body_hash", body_hash},
                                                            {"op", identity.op},
                                                            {"created_ts", ToMillis(now)}},
                                                           IfAbsent(1)));
  if (put.written) return identity;
  if (!put.existing) return TryAgain("The same upload is under way.");
  const Json& first = put.existing->value;
  if (first.at("body_hash") != body_hash) {
    return Problem(422, "idempotency_key_reused",
                   "This Idempotency-Key was used for another image.");
  }
  return Identity{first.at("result_id").get<Id>(), first.at("op").get<Id>()};
}

Json RowOf(const Services& services, const User& author, const NewImage& image,
           const Identity& identity, const std::string& object_name) {
  const auto& config = services.config;
  const std::string uri = "/n/" + config.object_namespace + "/b/" + config.bucket + "/o/" +
                          oci::PercentEncode(object_name);
  return {{"user_id", author.id},
          {"id", identity.image},
          {"image_url", config.object_storage_endpoint + uri},
          {"image_filename", object_name},
          {"image_original_filename", image.original_filename},
          {"image_host_fqdn", config.object_storage_endpoint},
          {"image_uri", uri},
          {"image_type", image.type},
          {"created_ts", ToMillis(TimeOf(identity.image))},
          {"main_comment", image.caption},
          {"is_profile", false},
          {"width", image.width},
          {"height", image.height},
          {"size", image.bytes.size()},
          {"alt_text", image.alt_text},
          {"removed", false},
          {"like_count", 0},
          {"dislike_count", 0},
          {"comment_count", 0},
          {"recent_ops", Json::array()},
          {"rev", 0},
          {"op", identity.op},
          {"counted", false}};
}

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

Outcome<Unit> Count(Services& services, oci::Call& call, const Image& image) {
  const CounterRow counters = CountersOfUser(image.ref.author);
  if (TooOldToMove(call.Now(), image.op)) {
    return Recount(services, call, counters, {"image_count"},
                   [&] { return ImageEdges(services, call, image.ref.author); });
  }
  return Move(services, call, counters, {{"image_count", 1}}, image.op);
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

// Everything that follows from the image's row; each part may have been done before.
Outcome<Unit> Finish(Services& services, oci::Call& call, const Image& image) {
  auto [feed, job, count] = oci::InParallel(
      [&] {
        return WriteFeedRows(services, call, {{image.ref.author, image.ref}});
      },
      [&] { return QueuePublish(services, call, image.op, image.ref); },
      [&] { return Count(services, call, image); });
  OCI_RETURN_IF_ERROR(feed);
  OCI_RETURN_IF_ERROR(job);
  OCI_RETURN_IF_ERROR(count);
  auto [marked, started] = oci::InParallel([&] { return MarkCounted(services, call, image); },
                                           [&] {
                                             StartJob(services, call, *job);
                                             return Unit{};
                                           });
  OCI_RETURN_IF_ERROR(marked);
  return Unit{};
}

}  // namespace

Outcome<Image> PublishImage(Services& services, oci::Call& call, const User& author,
                            const NewImage& image) {
  OCI_ASSIGN_OR_RETURN(const auto identity, IdentityFor(services, call, author.id, image));
  const ImageRef ref{author.id, identity.image};
  // The op keeps two uploads that drew the same id from overwriting each other's object.
  const std::string object_name =
      "images/" + ToBase36(ref.author) + "/" + ToBase36(ref.image) + "-" + ToBase36(identity.op);
  oci::object_storage::PutOptions object;
  object.content_type = "image/" + image.type;
  object.cache_control = "private";
  OCI_RETURN_IF_ERROR(services.objects->Put(call, object_name, image.bytes, object));

  const Json row = RowOf(services, author, image, identity, object_name);
  OCI_ASSIGN_OR_RETURN(const auto put, services.nosql->Put(call, schema::kImages, row, IfAbsent()));
  Image stored = ImageFromRow(put.existing ? put.existing->value : row);
  if (stored.op != identity.op) return TryAgain("Two images were made in the same instant.");
  if (!stored.counted) OCI_RETURN_IF_ERROR(Finish(services, call, stored));
  return stored;
}

}  // namespace fotogal
