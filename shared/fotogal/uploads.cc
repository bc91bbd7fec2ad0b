#include "fotogal/uploads.h"

#include <nlohmann/json.hpp>

#include "fotogal/rows.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

oci::nosql::Key KeyOf(Id user, Id id) { return {{"user_id", user}, {"id", id}}; }

Problem TooManyUploads() {
  Problem problem(429, "too_many_uploads", "Publish the uploads that are under way first.");
  oci::SetHeader(problem.headers, "Retry-After", "600");
  return problem;
}

// Ids are made of the time: those of the last hour are enough.
Outcome<Unit> CheckOpenUploads(Services& services, oci::Call& call, Id user) {
  static const std::string kStatement =
      "DECLARE $u LONG; $i LONG; $n INTEGER; SELECT u.id FROM " + std::string(schema::kUploads) +
      " u WHERE u.user_id = $u AND u.id >= $i ORDER BY u.id LIMIT $n";
  OCI_ASSIGN_OR_RETURN(const auto rows, services.nosql->QueryAll(
                                            call, kStatement,
                                            {{"$u", user},
                                             {"$i", FirstIdAt(call.Now() - schema::kUploadOpen)},
                                             {"$n", schema::kMaxOpenUploads}}));
  if (rows.size() >= static_cast<std::size_t>(schema::kMaxOpenUploads)) return TooManyUploads();
  return Unit{};
}

Problem TooLarge() { return {413, "body_too_large", "An image of up to 20 MB is taken."}; }

}  // namespace

Outcome<OpenedUpload> OpenUpload(Services& services, oci::Call& call, Id user,
                                 const std::string& type, std::int64_t size) {
  OCI_RETURN_IF_ERROR(CheckOpenUploads(services, call, user));
  OpenedUpload opened;
  Upload& upload = opened.upload;
  upload = {user, NewId(call.Now(), services.random), "", "", type, size};
  upload.object = std::string(kUploadsFolder) + ToBase36(user) + "/" + ToBase36(upload.id) + "-" +
                  ToBase36(NewOp(call.Now(), services.random));
  opened.expires_at = call.Now() + schema::kUploadOpen;
  OCI_ASSIGN_OR_RETURN(
      auto par,
      services.objects->CreatePar(call, "upload", upload.object,
                                  oci::object_storage::ParAccess::kObjectWrite, opened.expires_at));
  upload.par_id = std::move(par.id);
  opened.access_uri = std::move(par.access_uri);
  oci::nosql::PutOptions if_absent;
  if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
  if_absent.ttl_days = 2;
  OCI_ASSIGN_OR_RETURN(const auto put, services.nosql->Put(call, schema::kUploads,
                                                           {{"user_id", user},
                                                            {"id", upload.id},
                                                            {"object", upload.object},
                                                            {"par_id", upload.par_id},
                                                            {"size", size},
                                                            {"type", type},
                                                            {"created_ts", ToMillis(call.Now())}},
                                                           if_absent));
  if (put.existing && TextOf(put.existing->value, "object") != upload.object)
    return TryAgain("Two uploads were opened in the same instant.");
  return opened;
}

Outcome<std::optional<Upload>> FindUpload(Services& services, oci::Call& call, Id user, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto row, services.nosql->Get(call, schema::kUploads, KeyOf(user, id),
                                                           oci::nosql::Consistency::kAbsolute));
  if (!row) return std::optional<Upload>();
  return std::optional<Upload>(Upload{user, id, TextOf(row->value, "object"),
                                      TextOf(row->value, "par_id"), TextOf(row->value, "type"),
                                      NumberOf<std::int64_t>(row->value, "size")});
}

Outcome<std::optional<std::string>> ReadUpload(Services& services, oci::Call& call,
                                               const Upload& upload) {
  OCI_ASSIGN_OR_RETURN(const auto head, services.objects->Head(call, upload.object));
  if (!head) return std::optional<std::string>();
  if (head->size > static_cast<long>(schema::kMaxUploadBytes)) return TooLarge();
  if (head->size != upload.size)
    return Problem(422, "upload_incomplete", "What was put has not the announced size.");
  if (head->size == 0) return std::optional<std::string>("");
  // Whatever is put meanwhile, no more is read than was announced.
  oci::object_storage::GetOptions announced;
  announced.range = "bytes=0-" + std::to_string(head->size - 1);
  OCI_ASSIGN_OR_RETURN(auto object, services.objects->Get(call, upload.object, announced));
  if (!object) return std::optional<std::string>();
  if (object->etag != head->etag) return TryAgain("The upload was put again meanwhile.");
  return std::optional<std::string>(std::move(object->body));
}

void CloseUpload(Services& services, oci::Call& call, const Upload& upload) {
  // First nobody can put anything there any more, then it goes, then it is forgotten.
  if (!upload.par_id.empty() && !services.objects->DeletePar(call, upload.par_id).ok()) return;
  if (!services.objects->Delete(call, upload.object).ok()) return;
  (void)services.nosql->Delete(call, schema::kUploads, KeyOf(upload.user, upload.id));
}

}  // namespace fotogal
