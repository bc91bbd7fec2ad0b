// Imports photos: reads each, decodes it as an upload, stores it under a new name, and then writes
// its row.
#include "fotogal/images/images.h"

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/picture.h"
#include "oci/http.h"
#include "oci/json_text.h"
#include "operate/import/rules.h"
#include "operate/import/steps.h"

namespace operate::v1 {
namespace {

namespace schema = fotogal::schema;
using fotogal::TextOf;
using fotogal::text::Lines;

constexpr int kImageBatch = 64;
constexpr size_t kPhotosAtOnce = 4;  // each may take memory for its bytes and for a decoder
constexpr size_t kLargestPhoto = 20 * 1024 * 1024;

struct Photo {
  std::int64_t old_id = 0, time = 0;
  fotogal::ImageRef ref;
  bool is_profile = false;
  int likes = 0, dislikes = 0;
  Json old;
  // What became of one photo.
  bool settled = false;
  std::string left_out;        // the case for the report; empty: it was copied
  std::string why;             // why it is broken
  std::string type_corrected;  // the real type, when the stored one was wrong
};

std::vector<Photo> Next(Job& job) {
  std::vector<Photo> photos;
  auto query = job.db().Prepare(R"(
    SELECT i.old_id, i.time, i.author, i.new_id, i.is_profile, i.row,
           (SELECT count(*) FROM reactions r WHERE r.image = i.old_id AND r.kind = 1),
           (SELECT count(*) FROM reactions r WHERE r.image = i.old_id AND r.kind = 2)
    FROM images i WHERE i.state = 0 ORDER BY i.time, i.old_id LIMIT ?)");
  query.Bind(kImageBatch);
  while (query.Step()) {
    Photo photo;
    photo.old_id = query.Integer(0);
    photo.time = query.Integer(1);
    photo.ref = {query.Integer(2), query.Integer(3)};
    photo.is_profile = query.Integer(4) == 1;
    photo.old = oci::ParseOrThrow(query.Bytes(5));
    photo.likes = static_cast<int>(query.Integer(6));
    photo.dislikes = static_cast<int>(query.Integer(7));
    photos.push_back(std::move(photo));
  }
  return photos;
}

fotogal::Id OpOf(const Photo& photo) {
  return OpFor(photo.time, "image " + fotogal::ToString(photo.ref));
}

std::string Caption(const Photo& photo) {
  const std::string old = TextOf(photo.old, "main_comment");
  const auto caption = fotogal::text::Caption(old);
  return caption.ok() ? *caption : Cleaned(old, 2200, Lines::kMany);
}

// The row as publishing writes it, counted already, with the counts of the reactions that will be
// imported.
Json RowOf(const Job& job, const Photo& photo, const fotogal::NewPicture& picture,
           const std::string& object_name) {
  const auto& config = job.services.config;
  const std::string uri = "/n/" + config.object_namespace + "/b/" + config.bucket + "/o/" +
                          oci::PercentEncode(object_name);
  const auto filename =
      fotogal::text::Plain(TextOf(photo.old, "image_original_filename"), 0, 255, Lines::kOne);
  return {{"user_id", photo.ref.author},
          {"id", photo.ref.image},
          {"image_url", config.object_storage_endpoint + uri},
          {"image_filename", object_name},
          {"image_original_filename", filename.ok() ? *filename : ""},
          {"image_host_fqdn", config.object_storage_endpoint},
          {"image_uri", uri},
          {"image_type", fotogal::EnumeratedType(picture.type)},
          {"image_format", picture.type},
          {"created_ts", photo.time},
          {"main_comment", Caption(photo)},
          {"is_profile", photo.is_profile},
          {"width", picture.width},
          {"height", picture.height},
          {"size", picture.bytes.size()},
          {"blurhash", picture.blurhash},
          {"alt_text", ""},
          {"animated", picture.animated},
          {"has_large", !picture.large.empty()},
          {"removed", false},
          {"like_count", photo.likes},
          {"dislike_count", photo.dislikes},
          {"comment_count", 0},
          {"recent_ops", Json::array()},
          {"rev", 0},
          {"op", OpOf(photo)},
          {"mentions", Json::array()},
          {"counted", true}};
}

oci::Status LeaveOut(Photo& photo, const char* name, std::string why = {}) {
  photo.settled = true;
  photo.left_out = name;
  photo.why = std::move(why);
  return oci::Ok();
}

oci::Status Copy(const Job& job, oci::Call& call, Photo& photo) {
  if (photo.settled) return oci::Ok();
  oci::object_storage::GetOptions first_bytes;
  first_bytes.range = "bytes=0-" + std::to_string(kLargestPhoto);  // one byte more than is accepted
  OCI_ASSIGN_OR_RETURN(
      auto object, job.source.objects.Get(call, TextOf(photo.old, "image_filename"), first_bytes));
  if (!object) return LeaveOut(photo, "image_object_missing");
  if (object->status == 416 || object->body.empty())
    return LeaveOut(photo, "image_broken", "empty");
  if (object->body.size() > kLargestPhoto) return LeaveOut(photo, "image_too_large");
  const auto picture = fotogal::ReadPicture(object->body);
  if (!picture.ok()) return LeaveOut(photo, "image_broken", picture.error().code);

  const std::string object_name = fotogal::ObjectNameOf(photo.ref, OpOf(photo));
  const auto put = fotogal::PutObjects({job.services, call}, object_name, *picture);
  if (!put.ok()) return put.error().cause.value_or(oci::InvalidRequest(put.error().code));
  OCI_RETURN_IF_ERROR(PutOwn(job, call, schema::kImages, RowOf(job, photo, *picture, object_name)));
  if (TextOf(photo.old, "image_type") != picture->type) photo.type_corrected = picture->type;
  photo.settled = true;
  return oci::Ok();
}

oci::Status Keep(Job& job, const Photo& photo) {
  const std::int64_t author_old =
      photo.old.at("user_id").is_number_integer() ? photo.old.at("user_id").get<std::int64_t>() : 0;
  if (!photo.left_out.empty()) {
    Json detail{{"object", TextOf(photo.old, "image_filename")}};
    if (!photo.why.empty()) detail["why"] = photo.why;
    OCI_RETURN_IF_ERROR(
        job.state.Report(photo.left_out.c_str(), "image", photo.old_id, author_old, detail));
  } else {
    if (!photo.type_corrected.empty()) {
      OCI_RETURN_IF_ERROR(job.state.Report(
          "image_type_corrected", "image", photo.old_id, author_old,
          {{"from", photo.old.value("image_type", Json())}, {"to", photo.type_corrected}}));
    }
    if (!fotogal::text::Caption(TextOf(photo.old, "main_comment")).ok()) {
      OCI_RETURN_IF_ERROR(job.state.Report("caption_changed", "image", photo.old_id, author_old));
    }
  }
  return job.db()
      .Prepare("UPDATE images SET state = ? WHERE old_id = ?")
      .Bind(photo.left_out.empty() ? 1 : 2)
      .Bind(photo.old_id)
      .Run();
}

}  // namespace

oci::Status CopyImages(Job& job) {
  job.progress.Begin("copying images", job.state.Count("SELECT count(*) FROM images"),
                     job.state.Count("SELECT count(*) FROM images WHERE state != 0"));
  for (auto photos = Next(job); !photos.empty(); photos = Next(job)) {
    OCI_RETURN_IF_ERROR(Patiently(job, [&](oci::Call& call) {
      return oci::ForEach(photos, std::min(kPhotosAtOnce, job.options.in_flight),
                          [&](Photo& photo) { return Copy(job, call, photo); });
    }));
    Transaction transaction(job.db());
    for (const auto& photo : photos) OCI_RETURN_IF_ERROR(Keep(job, photo));
    OCI_RETURN_IF_ERROR(transaction.Commit());
    job.progress.Advance(static_cast<std::int64_t>(photos.size()));
  }
  job.progress.End();
  return oci::Ok();
}

}  // namespace operate::v1
