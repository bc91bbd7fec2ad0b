#include "fotogal/images/uploads.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/under_way.h"
#include "fotogal/images/images_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr int kUploadRowDays = 2;
constexpr size_t kUploadsRead = 8;  // at once
constexpr int kUploadTries = 40;    // each try fails only if another call has succeeded meanwhile

Problem TooManyUploads() {
  Problem problem(429, "too_many_uploads", "Publish the uploads that are under way first.");
  oci::SetHeader(problem.headers, "Retry-After", "600");
  return problem;
}

// The uploads that a person has open, as one version of the list. An upload is added only to the
// version that was read, so the limit of a hundred holds however many calls add at once.
struct OpenUploads {
  std::vector<ImageId> ids;
  UnderWay list;

  bool IsFull() const { return ids.size() >= static_cast<size_t>(schema::kMaxOpenUploads); }
};

// The uploads that have a row. One that was published, or whose call died while opening it, has
// none.
Outcome<std::set<ImageId>> UploadsWithRows(const Context& context, UserId user, ImageId first) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<Upload>(kUploadsRow, {{"$u", user}, {"$i", first}}, Absolute()));
  std::set<ImageId> ids;
  for (const auto& row : rows) ids.insert(row.id);
  return ids;
}

// Ids contain the time: only uploads of the last hour count. The rows are read when the list is
// full.
Outcome<OpenUploads> FindOpenUploads(const Context& context, UserId user) {
  OpenUploads open;
  OCI_ASSIGN_OR_RETURN(open.list, FindUnderWay(context, user, kOpenUploads));
  if (open.list.value.is_array()) open.ids = open.list.value.get<std::vector<ImageId>>();
  const ImageId first = FirstIdAt(context.Now() - schema::kUploadOpen);
  std::erase_if(open.ids, [&](ImageId id) { return id < first; });
  if (!open.IsFull()) return open;
  OCI_ASSIGN_OR_RETURN(const auto there, UploadsWithRows(context, user, first));
  std::erase_if(open.ids, [&](ImageId id) { return !there.contains(id); });
  return open;
}

// Adds an upload whose row exists to the list, or to a later version of it that others have
// written.
Outcome<Unit> AddToOpen(const Context& context, const Upload& upload, OpenUploads open) {
  for (int attempt = 0; attempt < kUploadTries; ++attempt) {
    if (std::ranges::find(open.ids, upload.id) != open.ids.end()) return Unit{};
    if (open.IsFull()) return TooManyUploads();
    open.ids.push_back(upload.id);
    OCI_ASSIGN_OR_RETURN(const bool entered,
                         ReplaceUnderWay(context, upload.user, kOpenUploads, open.ids, open.list));
    if (entered) return Unit{};
    OCI_ASSIGN_OR_RETURN(open, FindOpenUploads(context, upload.user));
  }
  return TryAgain("Uploads are being opened from many places.");
}

Problem TooLarge() { return {413, "body_too_large", "An image of up to 20 MB is taken."}; }

Outcome<std::optional<oci::object_storage::Object>> HeadOf(const Context& context,
                                                           const Upload& upload) {
  OCI_ASSIGN_OR_RETURN(auto head, context.services.objects->Head(context.call, upload.object));
  if (!head) return head;
  if (head->size > static_cast<long>(schema::kMaxUploadBytes)) return TooLarge();
  if (head->size != upload.size)
    return Problem(422, "upload_incomplete", "What was put has not the announced size.");
  return head;
}

}  // namespace

Outcome<OpenedUpload> OpenUpload(const Context& context, UserId user, const std::string& type,
                                 std::int64_t size) {
  OCI_ASSIGN_OR_RETURN(auto open, FindOpenUploads(context, user));
  if (open.IsFull()) return TooManyUploads();
  OpenedUpload opened;
  Upload& upload = opened.upload;
  upload = {.user = user,
            .id = context.NewId(),
            .type = type,
            .size = size,
            .created_ts = ToMillis(context.Now())};
  upload.object = std::string(kUploadsFolder) + ToBase36(user) + "/" + ToBase36(upload.id) + "-" +
                  ToBase36(context.NewOp());
  opened.expires_at = context.Now() + schema::kUploadOpen;
  OCI_ASSIGN_OR_RETURN(
      auto par, context.services.objects->CreatePar(context.call, "upload", upload.object,
                                                    oci::object_storage::ParAccess::kObjectWrite,
                                                    opened.expires_at));
  upload.par_id = std::move(par.id);
  opened.access_uri = std::move(par.access_uri);
  OCI_ASSIGN_OR_RETURN(const auto inserted, context.Insert(upload, kUploadRowDays));
  if (inserted.existing && inserted.existing->object != upload.object)
    return TryAgain("Two uploads were opened in the same instant.");
  const auto entered = AddToOpen(context, upload, std::move(open));
  if (!entered.ok()) {
    CloseUpload(context, upload);
    return entered.error();
  }
  return opened;
}

Outcome<std::optional<Upload>> FindUpload(const Context& context, UserId user, ImageId id) {
  OCI_ASSIGN_OR_RETURN(auto upload, context.Find<Upload>(KeyOfUpload(user, id)));
  return upload;
}

Outcome<std::vector<std::optional<Upload>>> FindUploads(const Context& context, UserId user,
                                                        const std::vector<ImageId>& ids) {
  std::vector<std::optional<Upload>> uploads(ids.size());
  std::vector<size_t> places(ids.size());
  std::iota(places.begin(), places.end(), size_t{0});
  OCI_RETURN_IF_ERROR(oci::ForEach(places, kUploadsRead, [&](size_t place) -> oci::Status {
    const auto found = FindUpload(context, user, ids[place]);
    if (!found.ok()) return StatusOf(found.error());
    uploads[place] = *found;
    return oci::Ok();
  }));
  return uploads;
}

Outcome<bool> IsPut(const Context& context, const Upload& upload) {
  OCI_ASSIGN_OR_RETURN(const auto head, HeadOf(context, upload));
  return head.has_value();
}

Outcome<std::optional<std::string>> ReadUpload(const Context& context, const Upload& upload) {
  OCI_ASSIGN_OR_RETURN(const auto head, HeadOf(context, upload));
  if (!head) return std::optional<std::string>();
  if (head->size == 0) return std::optional<std::string>("");
  // Never reads more than was announced, whatever is uploaded meanwhile.
  oci::object_storage::GetOptions announced;
  announced.range = "bytes=0-" + std::to_string(head->size - 1);
  OCI_ASSIGN_OR_RETURN(auto object,
                       context.services.objects->Get(context.call, upload.object, announced));
  if (!object) return std::optional<std::string>();
  if (object->etag != head->etag) return TryAgain("The upload was put again meanwhile.");
  return std::optional<std::string>(std::move(object->body));
}

void CloseUpload(const Context& context, const Upload& upload) {
  // First the access is removed, so that nobody can upload any more, then the object, then the row.
  if (!upload.par_id.empty() &&
      !context.services.objects->DeletePar(context.call, upload.par_id).ok())
    return;
  if (!context.services.objects->Delete(context.call, upload.object).ok()) return;
  (void)context.Delete(schema::kUploads, KeyOfUpload(upload.user, upload.id));
}

}  // namespace fotogal
