#include "fotogal/feed/publish.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/feed/delivery.h"
#include "fotogal/feed/feed.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"
#include "fotogal/social/mentions.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

Json RowOf(const Services& services, UserId author, const NewImage& image, const Identity& identity,
           const std::string& object_name, const std::vector<UserId>& mentions = {}) {
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
          {"image_type", EnumeratedType(image.picture.type)},
          {"image_format", image.picture.type},
          {"created_ts", ToMillis(TimeOf(identity.id))},
          {"main_comment", image.caption},
          {"mentions", mentions},
          {"is_profile", image.is_avatar},
          {"width", image.picture.width},
          {"height", image.picture.height},
          {"size", image.picture.bytes.size()},
          {"blurhash", image.picture.blurhash},
          {"alt_text", image.alt_text},
          {"animated", image.picture.animated},
          {"has_large", !image.is_avatar && !image.picture.large.empty()},
          {"photos", image.further.empty() ? Json() : Json(image.further)},
          {"removed", false},
          {"like_count", 0},
          {"dislike_count", 0},
          {"comment_count", 0},
          {"recent_ops", Json::array()},
          {"rev", 0},
          {"op", identity.op},
          {"counted", image.is_avatar}};
}

// If the first try was long ago, its job may have found no image and ended.
Outcome<Unit> QueueAgain(const Context& context, const Image& image) {
  if (context.Now() - TimeOfOp(image.op) < kLongestCall) return Unit{};
  OCI_RETURN_IF_ERROR(QueuePublish(context, image.op, image.ref));
  return Unit{};
}

// Does everything that follows from the image's row. Any part may have been done before.
Outcome<Unit> Finish(const Context& context, const Image& image) {
  auto [feed, queued] = oci::InParallel(
      [&] {
        return WriteFeedRows(context, {{image.ref.author, image.ref}});
      },
      [&] { return QueueAgain(context, image); });
  OCI_RETURN_IF_ERROR(feed);
  OCI_RETURN_IF_ERROR(queued);
  auto [counted, started] = oci::InParallel([&] { return CountImage(context, image); },
                                            [&] {
                                              StartJob(context, JobFor<PublishJob>(image.op));
                                              return Unit{};
                                            });
  OCI_RETURN_IF_ERROR(counted);
  return Unit{};
}

Outcome<Image> FinishAndMark(const Context& context, const Image& stored, const std::string& key,
                             const Identity& identity) {
  auto [finished, marked] =
      oci::InParallel([&] { return stored.counted ? Unit{} : Finish(context, stored); },
                      [&] { return MarkMade(context, stored.ref.author, key, identity); });
  OCI_RETURN_IF_ERROR(finished);
  OCI_RETURN_IF_ERROR(marked);
  return stored;
}

// The answer to a call that repeats an earlier one, which has made the image. If the image has been
// removed since, the answer is as it was then, and the image stays removed.
Outcome<Image> FirstAnswer(const Context& context, UserId author, const NewImage& image,
                           const Identity& identity) {
  OCI_ASSIGN_OR_RETURN(auto stored, FindImage(context, {author, identity.id}));
  if (!stored || stored->removed)
    return RowFrom<Image>(RowOf(context.services, author, image, identity,
                                ObjectNameOf({author, identity.id}, identity.op)));
  if (!stored->counted) {
    OCI_RETURN_IF_ERROR(Finish(context, *stored));
  } else {
    StartIfWaiting(context, JobFor<PublishJob>(stored->op));
  }
  return std::move(*stored);
}

Outcome<Image> PutRow(const Context& context, UserId author, const NewImage& image,
                      const Identity& identity, const std::string& object_name,
                      const std::vector<UserId>& mentions = {}) {
  const Json row = RowOf(context.services, author, image, identity, object_name, mentions);
  OCI_ASSIGN_OR_RETURN(const auto put, context.Put(schema::kImages, row, IfAbsent()));
  Image stored = RowFrom<Image>(put.existing ? put.existing->value : row);
  if (stored.op != identity.op) return TryAgain("Two images were made in the same instant.");
  return stored;
}

// The job is queued before the row is written: as soon as there is a row, the job finishes the
// image, even if this call dies.
Outcome<Image> StoreAndQueue(const Context& context, UserId author, const NewImage& image,
                             const Identity& identity) {
  const ImageRef ref{author, identity.id};
  const std::string object_name = ObjectNameOf(ref, identity.op);
  OCI_ASSIGN_OR_RETURN(const auto mentions, FindMentioned(context, image.caption));
  OCI_RETURN_IF_ERROR(SpendMentions(context, author, mentions));
  auto [put, queued] =
      oci::InParallel([&] { return PutObjects(context, object_name, image.picture); },
                      [&] { return QueuePublish(context, identity.op, ref); });
  OCI_RETURN_IF_ERROR(put);
  OCI_RETURN_IF_ERROR(queued);
  return PutRow(context, author, image, identity, object_name, mentions);
}

}  // namespace

Outcome<bool> IsTaken(const Context& context, UserId author, const Identity& identity) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindImageRow(context, {author, identity.id}));
  return standing && standing->op != identity.op;
}

Outcome<Image> StoreImage(const Context& context, UserId author, const NewImage& image,
                          const Identity& identity) {
  const ImageRef ref{author, identity.id};
  const std::string object_name =
      image.is_avatar ? AvatarNameOf(ref, identity.op) : ObjectNameOf(ref, identity.op);
  OCI_RETURN_IF_ERROR(PutObjects(context, object_name, image.picture));
  return PutRow(context, author, image, identity, object_name);
}

Outcome<Image> PublishImage(const Context& context, const User& author, const NewImage& image) {
  const std::string& key = image.idempotency_key;
  const std::string content =
      key.empty() ? "" : image.picture.bytes + '\0' + image.caption + '\0' + image.alt_text;
  constexpr int kDraws = 5;
  for (int draw = 1;; ++draw) {
    OCI_ASSIGN_OR_RETURN(const auto identity, IdentityFor(context, author.id, key, content, 1));
    if (identity.IsMade()) return FirstAnswer(context, author.id, image, identity);
    const auto stored = StoreAndQueue(context, author.id, image, identity);
    if (stored.ok()) return FinishAndMark(context, *stored, key, identity);
    OCI_ASSIGN_OR_RETURN(const bool taken, IsTaken(context, author.id, identity));
    if (!taken || draw == kDraws) return stored.error();
    OCI_RETURN_IF_ERROR(Redraw(context, author.id, key, identity));
  }
}

Outcome<Image> PublishAs(const Context& context, UserId author, const NewImage& image,
                         const std::string& key, const Identity& identity) {
  if (identity.IsMade()) {
    OCI_ASSIGN_OR_RETURN(auto made, FinishPublished(context, author, key, identity));
    if (!made) return NotFound();
    return std::move(*made);
  }
  OCI_ASSIGN_OR_RETURN(const Image stored, StoreAndQueue(context, author, image, identity));
  return FinishAndMark(context, stored, key, identity);
}

Outcome<std::optional<Image>> FinishPublished(const Context& context, UserId author,
                                              const std::string& key, const Identity& identity) {
  OCI_ASSIGN_OR_RETURN(const auto stored, FindImage(context, {author, identity.id}));
  if (!stored) return std::optional<Image>();
  if (!identity.IsMade() && stored->op != identity.op)
    return TryAgain("Two images were made in the same instant.");
  OCI_ASSIGN_OR_RETURN(auto finished, FinishAndMark(context, *stored, key, identity));
  return std::optional<Image>(std::move(finished));
}

}  // namespace fotogal
