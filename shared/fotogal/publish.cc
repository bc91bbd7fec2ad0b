#include <nlohmann/json.hpp>

#include "fotogal/delivery.h"
#include "fotogal/feed.h"
#include "fotogal/idempotency.h"
#include "fotogal/images.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::PutOptions;

PutOptions IfAbsent() {
  PutOptions options;
  options.when = PutOptions::When::kIfAbsent;
  return options;
}

Json RowOf(const Services& services, Id author, const NewImage& image, const Identity& identity,
           const std::string& object_name) {
  const auto& config = services.config;
  const std::string uri = "/n/" + config.object_namespace + "/b/" + config.bucket + "/o/" +
                          oci::PercentEncode(object_name);
  return {{"user_id", author},
          {"id", identity.id},
          {"image_url", config.object_storage_endpoint + uri},
          {"image_filename", object_name},
          {"image_original_filename", image.original_filename},
          {"image_host_fqdn", config.object_storage_endpoint},
          {"image_uri", uri},
          {"image_type", image.type},
          {"created_ts", ToMillis(TimeOf(identity.id))},
          {"main_comment", image.caption},
          {"is_profile", image.is_avatar},
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
          {"counted", image.is_avatar}};
}

// Everything that follows from the image's row; each part may have been done before.
Outcome<Unit> Finish(Services& services, oci::Call& call, const Image& image) {
  auto [feed, job] = oci::InParallel(
      [&] {
        return WriteFeedRows(services, call, {{image.ref.author, image.ref}});
      },
      [&] { return QueuePublish(services, call, image.op, image.ref); });
  OCI_RETURN_IF_ERROR(feed);
  OCI_RETURN_IF_ERROR(job);
  auto [counted, started] = oci::InParallel([&] { return CountImage(services, call, image); },
                                            [&] {
                                              StartJob(services, call, *job);
                                              return Unit{};
                                            });
  OCI_RETURN_IF_ERROR(counted);
  return Unit{};
}

}  // namespace

// The op keeps two uploads that drew the same id from overwriting each other's object.
std::string ObjectNameOf(const ImageRef& ref, Id op) {
  return "images/" + ToBase36(ref.author) + "/" + ToBase36(ref.image) + "-" + ToBase36(op);
}

Outcome<Image> StoreImage(Services& services, oci::Call& call, Id author, const NewImage& image,
                          const Identity& identity) {
  const std::string object_name = ObjectNameOf({author, identity.id}, identity.op);
  oci::object_storage::PutOptions object;
  object.content_type = "image/" + image.type;
  object.cache_control = "private";
  OCI_RETURN_IF_ERROR(services.objects->Put(call, object_name, image.bytes, object));

  const Json row = RowOf(services, author, image, identity, object_name);
  OCI_ASSIGN_OR_RETURN(const auto put, services.nosql->Put(call, schema::kImages, row, IfAbsent()));
  Image stored = ImageFromRow(put.existing ? put.existing->value : row);
  if (stored.op != identity.op) return TryAgain("Two images were made in the same instant.");
  return stored;
}

Outcome<Image> PublishImage(Services& services, oci::Call& call, const User& author,
                            const NewImage& image) {
  OCI_ASSIGN_OR_RETURN(const auto identity,
                       IdentityFor(services, call, author.id, image.idempotency_key,
                                   image.bytes + '\0' + image.caption + '\0' + image.alt_text, 1));
  OCI_ASSIGN_OR_RETURN(Image stored, StoreImage(services, call, author.id, image, identity));
  if (!stored.counted) OCI_RETURN_IF_ERROR(Finish(services, call, stored));
  return stored;
}

}  // namespace fotogal
